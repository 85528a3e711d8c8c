import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../engine/database.js';
import { rawRows } from '../engine/raw-files.js';
import { readManifests } from '../history/manifest.js';

/** Where an imported record comes from. */
export interface OriginalLine {
    /** Name of the imported file. */
    readonly source: string;
    /** What its line said beside the record's own columns, by column, as far as it said something. */
    readonly values: Readonly<Record<string, string>>;
}

/** The line of an imported file that a record of raw was made from; null where the record's file is not there or no import. */
export async function originalLine(raw: string, file: string, fileRow: number): Promise<OriginalLine | null> {
    const manifest = readManifests(raw).find(({ files }) => files.some(({ path }) => path === file));
    if (manifest === undefined || !existsSync(join(raw, file))) return null;
    const database = await Database.open(':memory:', '');
    try {
        const [row] = await database.rows<Record<string, string | null>>(
            `select cast(columns(* exclude (filename, file_row_number)) as varchar) from ${rawRows(raw, [file])} where file_row_number = ${fileRow}`,
        );
        const values = Object.entries(row ?? {}).flatMap(([name, value]) =>
            name.startsWith('line_') && !name.startsWith('line_rejected') && value !== null ? [[name.replace('line_', ''), value] as const] : [],
        );
        return { source: manifest.source.name, values: Object.fromEntries(values) };
    } finally {
        database.close();
    }
}
