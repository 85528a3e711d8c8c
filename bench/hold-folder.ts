import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError, UsageError } from '../local/errors.js';

/** Has the number of the process that measures in the folder. */
const HELD = 'held-by.txt';

/**
 * Makes the folder of what is kept, and holds it until this process ends: two that make or copy the same file would take it
 * from each other. A process that was started by the holder may use it too, and what a killed one left is taken over.
 *
 * @throws UsageError if the folder cannot be made or written to
 * @throws ExpectedError if another process holds it
 */
export function holdFolder(folder: string): void {
    try {
        mkdirSync(folder, { recursive: true });
        accessSync(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
        throw new UsageError(`--folder ${JSON.stringify(folder)} cannot be used (${(error as NodeJS.ErrnoException).code}): give a folder that can be written to.`);
    }
    const file = join(folder, HELD);
    for (let attempt = 0; attempt < 3; attempt++) {
        try {
            writeFileSync(file, String(process.pid), { flag: 'wx' });
            process.on('exit', () => rmSync(file, { force: true }));
            return;
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        }
        const holder = holderOf(file);
        if (holder === process.ppid) return;
        if (holder !== null && isAlive(holder)) throw new ExpectedError(`${JSON.stringify(folder)} is in use by process ${holder}, which measures, too: wait until it is done, since both would be slower, or give another --folder.`);
        rmSync(file, { force: true });
    }
    throw new ExpectedError(`${JSON.stringify(folder)} is taken again and again by other processes: wait until they are done.`);
}

function holderOf(file: string): number | null {
    try {
        return Number(readFileSync(file, 'utf8')) || null;
    } catch {
        return null;
    }
}

/** Is there a process of this number? */
export function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
}
