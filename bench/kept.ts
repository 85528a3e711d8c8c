import { createHash } from 'node:crypto';
import { closeSync, constants, cpSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { writeShopMonth } from '../local/source/shop-month.js';
import { measure } from './measure.js';
import type { Trial } from './question.js';

const root = join(import.meta.dirname, '..');
/** The program that everybody uses. */
export const LAKE = join(root, 'lake');

type Place = Pick<Trial, 'folder' | 'say'>;

/** A generated month, kept: the same bytes for the same number of rows. @returns its path */
export async function keptMonth({ folder, say }: Place, rows: number): Promise<string> {
    const month = join(folder, `month-${rows}.csv.gz`);
    mkdirSync(folder, { recursive: true });
    if (!existsSync(month)) {
        say(`making a month of ${rows} rows, about ${Math.ceil((rows / 1e6) * 5.5)} s`);
        await writeShopMonth(month, { rows });
    }
    return month;
}

/** A lake of a month, kept for as long as the code that makes it stays the same. It is to be copied before anything changes it. @returns its folder */
export async function keptLake(place: Place, rows: number): Promise<string> {
    const kept = lakeFolder(place.folder, rows);
    if (isCurrent(kept)) return kept;
    const month = await keptMonth(place, rows);
    const making = `${kept}.making`;
    rmSync(making, { recursive: true, force: true });
    place.say(`making a lake of ${rows} rows, about ${Math.ceil(1 + (rows / 1e6) * 6)} s`);
    await measure([LAKE, 'import', month, '--lake', making]);
    await measure([LAKE, 'run', '--lake', making]);
    keepLake(making, place.folder, rows);
    return kept;
}

/** Moves a lake that was imported and run to where keptLake looks for it, in place of an older one. */
export function keepLake(lake: string, folder: string, rows: number): void {
    const kept = lakeFolder(folder, rows);
    writeFileSync(join(lake, 'made-by.txt'), codeDigest());
    rmSync(kept, { recursive: true, force: true });
    renameSync(lake, kept);
}

/** Copies a lake for work that changes it. The files of raw are never written again, so that a link to them is enough. */
export function copyLake(from: string, to: string): void {
    const raw = join(from, 'raw');
    cpSync(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE, filter: (path) => path !== raw });
    linkFiles(raw, join(to, 'raw'));
    // What is measured next shall not wait for the disk to take the copy.
    const database = openSync(join(to, 'lake.duckdb'), 'r+');
    fsyncSync(database);
    closeSync(database);
}

/** Makes links to all files below a folder, in another of the same disk. */
export function linkFiles(from: string, to: string): void {
    for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const path = join(to, relative(from, entry.parentPath), entry.name);
        mkdirSync(dirname(path), { recursive: true });
        linkSync(join(entry.parentPath, entry.name), path);
    }
}

/** Makes a folder for what is worked on, removed when the work is over or broken off; what a killed call left is removed too. */
export async function inWorkFolder<T>(folder: string, work: (path: string) => Promise<T>): Promise<T> {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
        const pid = /^work-(\d+)$/.exec(name)?.[1];
        if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true });
    }
    const path = join(folder, `work-${process.pid}`);
    // What was measured there was told to end, and may write for a moment still.
    const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    // Root's PostgreSQL runs as another user, who has to come through.
    mkdirSync(path, { recursive: true, mode: 0o755 });
    process.on('exit', remove);
    try {
        return await work(path);
    } finally {
        process.off('exit', remove);
        remove();
    }
}

const lakeFolder = (folder: string, rows: number) => join(folder, `lake-${rows}`);

const isCurrent = (kept: string) => existsSync(join(kept, 'made-by.txt')) && readFileSync(join(kept, 'made-by.txt'), 'utf8') === codeDigest();

let digest: string | undefined;
/** Changes with the code that makes a lake from a file. */
export function codeDigest(): string {
    if (digest !== undefined) return digest;
    const hash = createHash('sha256');
    for (const folder of ['tables', 'sql', 'local/engine', 'local/history']) {
        const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.test)\.(ts|sql)$/.test(name));
        for (const name of names.sort()) hash.update(name).update(readFileSync(join(root, folder, name)));
    }
    return (digest = hash.digest('hex'));
}

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
}
