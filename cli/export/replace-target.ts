import { chmodSync, existsSync, renameSync, statSync } from 'node:fs';
import { ExpectedError } from '../../local/errors.js';
import type { WorkFolder } from './work-folder.js';

/**
 * Puts the prepared folder in the place of the target, which stays in the work folder until that is removed. Renames of
 * one turn of the event loop, so that no signal that we handle comes between them.
 *
 * @throws ExpectedError if it cannot be; then the target is what it was
 */
export function replaceTarget(target: string, { next, previous }: Pick<WorkFolder, 'next' | 'previous'>): void {
    const exists = existsSync(target);
    if (exists) chmodSync(next, statSync(target).mode);
    try {
        if (exists) renameSync(target, previous);
        renameSync(next, target);
    } catch (error) {
        if (exists && !existsSync(target)) renameSync(previous, target);
        throw new ExpectedError(`The export could not be moved into place at ${target}, which is as it was: ${(error as Error).message}.`);
    }
}
