import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ExpectedError, UsageError } from '../../local/errors.js';
import type { Exportable } from './exportable.js';
import { MANIFEST, readExportManifest } from './export-manifest.js';
import { replaceTarget } from './replace-target.js';
import type { WorkFolder } from './work-folder.js';
import { writeParquet } from './write-parquet.js';

/** What {@link exportOneFile} is asked. */
export interface ExportOneFileProps {
    readonly connection: DuckDBConnection;
    readonly table: Exportable;
    /** Absolute path of the folder, which need not exist. */
    readonly folder: string;
    /** Inside the folder if that exists, else beside it. */
    readonly work: WorkFolder;
}

/**
 * Refuses a folder in which the file of a table may not be.
 *
 * @throws UsageError if a folder has the name of the file, or if the folder is the export of a table by days, whose readers would read it too
 */
export function refuseForOneFile(folder: string, { fileName, name }: Exportable): void {
    const file = join(folder, fileName);
    if (existsSync(file) && !statSync(file).isFile()) throw new UsageError(`${file} is not a file, so that the export cannot replace it: remove it or name another folder.`);
    const days = existsSync(folder) ? readExportManifest(folder) : null;
    if (days !== null) throw new UsageError(`${folder} has an export of ${days.table} (${MANIFEST}), whose readers would read ${name} too: name another folder.`);
}

/** Exports a table or view as one file, which is prepared beside and appears whole; other files of the folder stay. */
export async function exportOneFile({ connection, table, folder, work }: ExportOneFileProps): Promise<number> {
    const file = join(work.next, table.fileName);
    const { rows } = await writeParquet({ connection, from: table, file });
    if (!existsSync(folder)) {
        replaceTarget(folder, work);
        return rows;
    }
    try {
        renameSync(file, join(folder, table.fileName));
    } catch (error) {
        throw new ExpectedError(`${table.fileName} could not be moved into ${folder}, which is as it was: ${(error as Error).message}.`);
    }
    return rows;
}
