import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../local/errors.js';

/**
 * Makes the folder for the predictions, where it is not there.
 *
 * @returns its absolute path
 * @throws UsageError when it cannot be there
 */
export function writeFolder(folder: string): string {
    if (folder === '') throw new UsageError('--write is empty: name a folder for the predictions.');
    try {
        mkdirSync(folder, { recursive: true });
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new UsageError(`--write ${JSON.stringify(folder)} cannot be made a folder (${code}): name one that is there or can be made.`);
    }
    return resolve(folder);
}
