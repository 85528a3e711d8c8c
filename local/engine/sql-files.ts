import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const SQL = join(import.meta.dirname, '..', '..', 'sql');

/** The text of `sql/<path>`, unchanged. */
export const sqlFile = (path: string): string => readFileSync(join(SQL, path), 'utf8');

/** Names of the files in `sql/<folder>`, without their ending, in order. */
export const sqlFileNames = (folder: string): string[] =>
    readdirSync(join(SQL, folder))
        .filter((file) => file.endsWith('.sql'))
        .map((file) => basename(file, '.sql'))
        .sort();
