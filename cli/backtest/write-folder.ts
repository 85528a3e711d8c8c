import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { UsageError } from '../../local/errors.js';

/** What is written into the folder. */
const FILES = ['purchases.parquet', 'waits.parquet', 'days.parquet', 'products.parquet'];

/**
 * Makes the folder for the predictions, where it is not there.
 *
 * @param lake folder of the lake, where it may not be
 * @returns its absolute path
 * @throws UsageError when it cannot be there, or has a file of the same name that is of something else
 */
export function writeFolder(folder: string, lake: string): string {
    if (folder === '') throw new UsageError('--write is empty: name a folder for the predictions.');
    try {
        mkdirSync(folder, { recursive: true });
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new UsageError(`--write ${JSON.stringify(folder)} cannot be made a folder (${code}): name one that is there or can be made.`);
    }
    const path = realpathSync(folder);
    if (`${path}${sep}`.startsWith(`${realpathSync(lake)}${sep}`)) throw new UsageError(`--write ${JSON.stringify(folder)} lies in the lake, whose files are its own: name a folder elsewhere.`);
    const there = FILES.filter((name) => existsSync(join(path, name)));
    // Only an earlier call has left them all.
    if (there.length > 0 && there.length < FILES.length) throw new UsageError(`--write ${JSON.stringify(folder)} would overwrite ${there.join(' and ')}: name an empty folder, or one that an earlier call has written.`);
    return path;
}
