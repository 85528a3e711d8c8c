/**
 * Writes jobs/glue-scripts/ anew: npm run generate. The folder is the generator's alone; a test fails when it differs.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { glueScripts } from './codegen/glue-scripts.js';

const folder = join(import.meta.dirname, 'glue-scripts');
const scripts = glueScripts();
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!scripts.has(name)) rmSync(join(folder, name), { recursive: true });
for (const [name, text] of scripts) writeFileSync(join(folder, name), text);
