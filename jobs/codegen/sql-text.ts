import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of a file of sql/, such as `model/fact_sessions`. */
export const sqlText = (name: string): string => readFileSync(join(import.meta.dirname, '..', '..', 'sql', `${name}.sql`), 'utf8');
