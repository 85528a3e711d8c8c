import { cpSync } from 'node:fs';
import { dirname } from 'node:path';
import { Database } from '../../local/engine/database.js';
import { lakePaths } from '../../local/engine/lake-paths.js';

let copies = 0;

/** Copies a lake to a folder beside it and changes the copy behind its back. @returns the folder of the copy */
export async function changedCopy(lake: string, statements: readonly string[]): Promise<string> {
    const copy = `${lake}-copy-${(copies += 1)}`;
    cpSync(lake, copy, { recursive: true });
    if (statements.length === 0) return copy;
    const database = await Database.open(lakePaths(copy).database, dirname(lake));
    try {
        for (const statement of statements) await database.run(statement);
    } finally {
        database.close();
    }
    return copy;
}
