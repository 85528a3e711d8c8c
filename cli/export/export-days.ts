import { copyFileSync, linkSync, mkdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Steps } from '../../local/steps.js';
import { quotedName } from '../query/quoted-name.js';
import { daysOf, fingerprintOfFile, type TableDay } from './days-of.js';
import { type EarlierFile, earlierExport, hasColumnsOf, unlessUnreadable } from './earlier-export.js';
import type { ExportableByDays } from './exportable.js';
import type { LakeToExport } from './open-to-export.js';
import type { Since } from './since.js';
import { replaceTarget, type WorkFolder } from './work-folder.js';
import { writeParquet } from './write-parquet.js';

/** What {@link exportDays} is asked. */
export interface ExportDaysProps {
    readonly lake: LakeToExport;
    readonly table: ExportableByDays;
    /** Absolute path of the folder that is replaced or made. */
    readonly target: string;
    readonly work: WorkFolder;
    /** @default - every day is written anew */
    readonly since?: Since;
    readonly steps: Steps;
}

/** What became of the days. */
export interface ExportedDays {
    readonly written: readonly TableDay[];
    /** Days whose files stay as they are. */
    readonly kept: number;
    /** Days that were there and have no rows now. */
    readonly removed: number;
    /** Was there an export before? */
    readonly isAgain: boolean;
}

/**
 * Exports a table day by day, one file each, so that one file at a time is in memory. The whole folder is prepared beside,
 * with links to the files that stay, and then replaced; one in which nothing changes is not touched. Nothing is
 * remembered of an earlier export: its own files are compared with the rows of the table.
 *
 * @throws UsageError if the folder has something else than an earlier export of the table
 */
export async function exportDays({ lake, table, target, work, since, steps }: ExportDaysProps): Promise<ExportedDays> {
    const { connection } = lake;
    const earlier = earlierExport(target, table);
    const days = await steps.take(`days of ${table.name}`, () => daysOf({ connection, table, from: since === 'last' ? undefined : since }), totalRows);
    const kept = await steps.take('files of the earlier export', () => filesToKeep({ lake, table, target, since }, earlier, days));

    const keptDays = new Set(kept.map(({ day }) => day));
    const written = days.filter(({ day }) => !keptDays.has(day));
    const present = new Set([...keptDays, ...written.map(({ day }) => day)]);
    const outcome = {
        written,
        kept: kept.filter(({ day }) => day !== null).length,
        removed: earlier.filter(({ day }) => day !== null && !present.has(day)).length,
        isAgain: earlier.length > 0,
    };
    if (outcome.isAgain && kept.length === earlier.length && written.length === 0) return outcome;

    kept.forEach(({ path }) => keepFile(join(target, path), join(work.next, path)));
    for (const [index, { day, rows }] of written.entries()) {
        const path = `${table.partition}=${day}/${table.fileName}`;
        await steps.take(`${day} (${index + 1} of ${written.length})`, async () => {
            mkdirSync(dirname(join(work.next, path)));
            const where = `${quotedName(table.partition)} = date '${day}'`;
            const found = await writeParquet({ connection, from: table, without: table.partition, where, file: join(work.next, path) });
            if (found !== rows) throw new Error(`${path} has ${found} rows, ${table.name} has ${rows} of that day.`);
            return found;
        }, (found) => found);
    }
    // Readers need one file to learn the columns from; as no folder names its day, the day is a column in it.
    if (present.size === 0) await writeParquet({ connection, from: table, where: 'false', file: join(work.next, table.fileName) });
    await steps.take('moving into place', async () => replaceTarget(target, work));
    return outcome;
}

/** The rows of days together. */
export const totalRows = (days: readonly TableDay[]): number => days.reduce((sum, { rows }) => sum + rows, 0);

/** The files that hold what the table has; with a first day, those before it too, which are not looked at. */
async function filesToKeep(
    { lake: { files }, table, target, since }: Pick<ExportDaysProps, 'lake' | 'table' | 'target' | 'since'>,
    earlier: readonly EarlierFile[],
    days: readonly TableDay[],
): Promise<EarlierFile[]> {
    const ofDay = new Map<string | null, TableDay>(days.map((day) => [day.day, day]));
    const kept: EarlierFile[] = [];
    for (const file of earlier) {
        const isTyped = await hasColumnsOf(table, file, target, files);
        if (since === undefined) continue;
        const isBefore = file.day !== null && since !== 'last' && file.day < since;
        // The file of an empty table stays while there is no day.
        const expected = file.day === null && days.length === 0 ? { rows: 0, sum: '0' } : ofDay.get(file.day);
        const found = isBefore || !isTyped || expected === undefined ? null : await unlessUnreadable(() => fingerprintOfFile(files, table, join(target, file.path)));
        if (isBefore || (found !== null && found.rows === expected?.rows && found.sum === expected.sum)) kept.push(file);
    }
    return kept;
}

/** Puts a file into another folder as it is, its time of change too; where the file system has no links, as a copy. */
function keepFile(from: string, to: string): void {
    mkdirSync(dirname(to), { recursive: true });
    try {
        linkSync(from, to);
    } catch (error) {
        if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
        copyFileSync(from, to);
        const { atime, mtime } = statSync(from);
        utimesSync(to, atime, mtime);
    }
}
