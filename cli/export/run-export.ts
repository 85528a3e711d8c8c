import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { OnWait } from '../../local/engine/take-turn.js';
import { ExpectedError, UsageError } from '../../local/errors.js';
import { type StepObserver, Steps } from '../../local/steps.js';
import { counted, formatCount } from '../output/text-table.js';
import { lakeDatabase } from '../query/lake-database.js';
import { earlierExport } from './earlier-export.js';
import { exportDays, totalRows } from './export-days.js';
import { type Exportable, type ExportableByDays, exportable, exportables } from './exportable.js';
import { type LakeToExport, openToExport } from './open-to-export.js';
import { parseSince } from './since.js';
import { refuseToReplace, targetPath } from './target-path.js';
import { clearLeftovers, makeWorkFolder, replaceTarget, type WorkFolder } from './work-folder.js';
import { writeParquet } from './write-parquet.js';

/** What {@link runExport} is asked. */
export interface RunExportProps {
    /** Folder of the lake. */
    readonly lake: string;
    /** Name of a table or view, as it was given. */
    readonly name: string;
    /** Folder for the files, as it was given. */
    readonly dir: string;
    /** As it was given. @default - all days are written anew */
    readonly since?: string;
    /** @default - waits in silence */
    readonly onWait?: OnWait;
    /** Called when the lake is open, for someone who follows the steps from there. @default - nobody does */
    readonly onOpen?: () => StepObserver;
}

/** Where and how the work is done. */
interface Work {
    readonly lake: LakeToExport;
    readonly folder: WorkFolder;
    readonly steps: Steps;
}

/**
 * Exports a table or view as Parquet, whole or not at all, as soon as nobody writes to the lake.
 *
 * @returns one line that says what was done
 * @throws UsageError if name, folder, day or lake are not as they must be
 * @throws ExpectedError if the lake cannot be read or a file cannot be written
 */
export async function runExport({ name, dir, since: given, ...props }: RunExportProps): Promise<string> {
    const table = exportable(name);
    const since = given === undefined ? undefined : parseSince(given);
    lakeDatabase(props.lake);
    const target = targetPath({ lake: props.lake, dir });
    clearLeftovers(target);
    if (isByDays(table)) {
        refuseToReplace(target, dir);
        // Before the wait for the lake, and after it once more.
        earlierExport(target, table);
        return inWorkFolder({ ...props, table, of: target }, async ({ lake, folder, steps }) => {
            const { written, kept, removed, isAgain } = await exportDays({ lake, table, target, work: folder, since, steps });
            const rows = totalRows(written);
            if (since === undefined || !isAgain) return `${table.name}: ${formatCount(rows)} rows in ${counted(Math.max(written.length, 1), 'file')} in ${target}.`;
            return `${table.name}: ${counted(written.length, 'day')} written (${formatCount(rows)} rows), ${formatCount(removed)} removed, ${formatCount(kept)} left as they were in ${target}.`;
        });
    }
    if (since !== undefined) {
        throw new UsageError(`${table.name} is not laid out by days, so that --since has nothing to compare: call without it, its one file is replaced.`);
    }
    refuseForOneFile(target, table);
    const of = existsSync(target) ? join(target, table.fileName) : target;
    return inWorkFolder({ ...props, table, of }, async ({ lake: { connection }, folder, steps }) => {
        const file = join(folder.next, table.fileName);
        const rows = await steps.take(table.name, () => writeParquet({ connection, from: table, file }), (count) => count);
        if (existsSync(target)) moveInto(target, file, table);
        else replaceTarget(target, folder);
        return `${table.name}: ${formatCount(rows)} rows in ${counted(1, 'file')} in ${target}.`;
    });
}

const isByDays = (table: Exportable): table is ExportableByDays => table.partition !== undefined;

/**
 * Refuses a folder in which the one file of a table may not be.
 *
 * @throws UsageError if a folder has the name of the file, or if the folder is an export by days, whose readers would read the file too
 */
function refuseForOneFile(target: string, { fileName, name }: Exportable): void {
    const file = join(target, fileName);
    if (existsSync(file) && !statSync(file).isFile()) throw new UsageError(`${file} is not a file, so that the export cannot replace it: remove it or name another folder.`);
    const partitions = new Set(exportables.flatMap(({ partition }) => partition ?? []));
    const day = (existsSync(target) ? readdirSync(target) : []).find((entry) => partitions.has(entry.split('=')[0]!) && entry.includes('='));
    if (day !== undefined) throw new UsageError(`${target} has an export by days (${day}), whose readers would read ${name} too: name another folder.`);
}

/** Puts a finished file into a folder, where it takes the place of an earlier one. */
function moveInto(folder: string, file: string, { fileName }: Exportable): void {
    try {
        renameSync(file, join(folder, fileName));
    } catch (error) {
        throw new ExpectedError(`${fileName} could not be moved into ${folder}, which is as it was: ${(error as Error).message}.`);
    }
}

/** Gives the work an open lake and a folder of its own beside what it is to replace, which is gone afterwards. */
async function inWorkFolder<T>(
    { lake: path, table, of, onWait, onOpen }: Pick<RunExportProps, 'lake' | 'onWait' | 'onOpen'> & { readonly table: Exportable; readonly of: string },
    work: (work: Work) => Promise<T>,
): Promise<T> {
    const folder = makeWorkFolder(of);
    try {
        const lake = await openToExport({ lake: path, spillTo: folder.spill, onWait });
        try {
            return await work({ lake, folder, steps: new Steps(onOpen?.() ?? {}) });
        } finally {
            lake.close();
        }
    } catch (error) {
        throw exportError(error, table);
    } finally {
        folder.remove();
    }
}

/** DuckDB's failures that are the machine's, in one sentence; a full disk is told elsewhere. */
function exportError(error: unknown, { name }: Exportable): unknown {
    const message = error instanceof Error ? error.message : '';
    if (!/^(IO|Out of Memory) Error: /.test(message) || /No space left on device/i.test(message)) return error;
    return new ExpectedError(`Exporting ${name} failed and changed nothing: ${message.split('\n', 1)[0]}`);
}
