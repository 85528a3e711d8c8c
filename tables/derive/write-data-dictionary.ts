import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleAnswers } from '../../local/example-answers.js';
import { dataDictionary } from './data-dictionary.js';

writeFileSync(join(import.meta.dirname, '..', '..', 'data_dictionary.md'), dataDictionary(await exampleAnswers()));
