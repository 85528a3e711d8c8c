import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataDictionary } from './data-dictionary.js';

writeFileSync(join(import.meta.dirname, '..', '..', 'data_dictionary.md'), dataDictionary());
