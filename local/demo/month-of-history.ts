import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { lakePaths } from '../engine/lake-paths.js';
import { UsageError } from '../errors.js';
import { writeShopMonth } from '../source/shop-month.js';
import { demoPaths } from './demo-paths.js';

export interface MonthProps {
    /** Folder of the lake. */
    readonly lake: string;
    readonly rows: number;
    /** Is a month of the seed with other rows taken, if it is there? @default false */
    readonly isAnyThere?: boolean;
    readonly seed: number;
    readonly onRows?: (rows: number) => void;
}

const DAY = 86_400_000;
const DAYS = 30;

/**
 * The lake's month of history, made at the first call: the 30 days before today, so that the shop of the present goes on where
 * it ends.
 *
 * @returns its file, and the rows that it was made with
 * @throws UsageError if the lake has files of somebody's own, which invented ones shall not be mixed with
 */
export async function monthOfHistory({ lake, rows, isAnyThere = false, seed, onRows }: MonthProps): Promise<{ file: string; rows: number }> {
    const { folder } = demoPaths(lake);
    const months = monthsIn(folder);
    const there = months.find((name) => name.startsWith(`shop-month-${seed}-${rows}-`)) ?? (isAnyThere ? months.find((name) => name.startsWith(`shop-month-${seed}-`)) : undefined);
    if (there !== undefined) return { file: join(folder, there), rows: Number(there.split('-')[3]) };
    const firstDay = new Date(Date.now() - DAYS * DAY).toISOString().slice(0, 10);
    const file = join(folder, `shop-month-${seed}-${rows}-${firstDay}.csv.gz`);
    await makeMonth(file, { lake, rows, seed, firstDay, onRows });
    return { file, rows };
}

/** @throws UsageError as above */
export function refuseForeignLake(lake: string): void {
    if (existsSync(lakePaths(lake).raw) && !existsSync(demoPaths(lake).folder)) {
        throw new UsageError(`The lake in ${JSON.stringify(lake)} has data that no demo made, and the demo would mix invented data with them: name another folder with --lake.`);
    }
}

const monthsIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.csv.gz')) : []);

/** In a workshop of this process, named so that an import clears what is left of it. */
async function makeMonth(file: string, { lake, rows, seed, firstDay, onRows }: MonthProps & { firstDay: string }): Promise<void> {
    const workshop = join(lakePaths(lake).scratch, `import-month-${process.pid}`);
    try {
        const prepared = join(workshop, basename(file));
        await writeShopMonth(prepared, { rows, seed, firstDay, faults: true, duplicates: 0.002 }, onRows);
        mkdirSync(dirname(file), { recursive: true });
        putInPlace(prepared, file);
    } finally {
        rmSync(workshop, { recursive: true, force: true });
    }
}

/** Another demo may have put the same month there meanwhile, and be reading it: then that one stays. */
function putInPlace(prepared: string, file: string): void {
    try {
        linkSync(prepared, file);
    } catch (error) {
        // Some disks have no links.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') renameSync(prepared, file);
    }
}
