/** Writes docs/settings.md and docs/cost.md anew: npm run generate. A test fails when they differ. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costColumns } from './cost/cost-columns.js';
import { costPage } from './cost/cost-page.js';
import { settingsPage } from './settings-page.js';

const docs = join(import.meta.dirname, '..', 'docs');
writeFileSync(join(docs, 'settings.md'), settingsPage());
writeFileSync(join(docs, 'cost.md'), costPage(costColumns()));
