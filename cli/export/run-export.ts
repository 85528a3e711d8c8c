import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExpectedError, UsageError } from '../../local/errors.js';
import { formatCount } from '../output/text-table.js';
import { lakeDatabase } from '../query/lake-database.js';
import { earlierExport } from './earlier-export.js';
import { type Exportable, exportable } from './exportable.js';
import { exportDays } from './export-days.js';
import { exportOneFile, refuseForOneFile } from './export-one-file.js';
import { openToExport } from './open-to-export.js';
import { parseSince } from './since.js';
import { isInside, targetPath } from './target-path.js';
import { clearLeftovers, makeWorkFolder, type WorkFolder } from './work-folder.js';

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
    /** Called with a few words before each step. */
    readonly onStep: (step: string) => void;
}

/**
 * Exports a table or view as Parquet, whole or not at all.
 *
 * @returns one line that says what was done
 * @throws UsageError if name, folder, day or lake are not as they must be
 * @throws ExpectedError if the lake is in use or a file cannot be written
 */
export async function runExport({ lake, name, dir, since, onStep }: RunExportProps): Promise<string> {
    const table = exportable(name);
    const parsedSince = since === undefined ? undefined : parseSince(since);
    lakeDatabase(lake);
    const target = targetPath({ lake, dir });
    clearLeftovers(target);
    if (existsSync(target)) requireWritable(target);
    if (isByDays(table)) {
        if (isInside(process.cwd(), target)) throw new UsageError(`${dir} is the folder that you are in, and an export replaces it: call from outside.`);
        requireRenamable(target);
        const earlier = earlierExport(target, table.name);
        return inWorkFolder(target, table, async (work) => {
            const { connection, close } = await openToExport({ lake, spillTo: work.spill });
            try {
                const { manifest, written, removed } = await exportDays({ connection, table, target, work, earlier, since: parsedSince, onStep });
                const changes = parsedSince === undefined || earlier === null ? '' : `, ${formatCount(written)} written, ${formatCount(removed)} removed`;
                return `${table.name}: ${formatCount(manifest.rows)} rows in ${files(manifest.files.length)} in ${target}${changes}.`;
            } finally {
                close();
            }
        });
    }
    if (parsedSince !== undefined) {
        throw new UsageError(`${table.name} is not laid out by days, so that --since has nothing to compare: call without it, its one file is replaced.`);
    }
    refuseForOneFile(target, table);
    return inWorkFolder(existsSync(target) ? join(target, table.fileName) : target, table, async (work) => {
        const { connection, close } = await openToExport({ lake, spillTo: work.spill });
        try {
            onStep(table.name);
            const rows = await exportOneFile({ connection, table, folder: target, work });
            return `${table.name}: ${formatCount(rows)} rows in ${files(1)} in ${target}.`;
        } finally {
            close();
        }
    });
}

const isByDays = (table: Exportable): table is Exportable & { readonly partition: string } => table.partition !== undefined;

const files = (count: number) => (count === 1 ? '1 file' : `${formatCount(count)} files`);

function requireWritable(folder: string): void {
    try {
        accessSync(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
        throw new UsageError(`${folder} cannot be written (${(error as NodeJS.ErrnoException).code}): name another folder or change its rights.`);
    }
}

/** A disk or volume that is mounted on a folder keeps it in its place. */
function requireRenamable(folder: string): void {
    if (existsSync(folder) && statSync(folder).dev !== statSync(dirname(folder)).dev) {
        throw new UsageError(`${folder} is where a disk or volume is mounted, so that it cannot be replaced: name a folder below it.`);
    }
}

/** Gives the work a folder of its own beside the target, which is gone afterwards. */
async function inWorkFolder<T>(target: string, table: Exportable, work: (folder: WorkFolder) => Promise<T>): Promise<T> {
    const folder = makeWorkFolder(target);
    try {
        return await work(folder);
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
