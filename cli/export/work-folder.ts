import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ExpectedError, UsageError } from '../../local/errors.js';
import { removeOnSignal } from '../../local/remove-on-signal.js';

/** Where an export is prepared, beside its target and so on the same file system. */
export interface WorkFolder {
    readonly path: string;
    /** What is to take the place of the target. */
    readonly next: string;
    /** What the target was, while it is replaced. */
    readonly previous: string;
    /** What DuckDB cannot keep in memory. */
    readonly spill: string;
    /** Removes it; what was the target goes with it. */
    readonly remove: () => void;
}

/**
 * Makes the folder in which what replaces `target` is prepared, after removing those of exports that were killed. It
 * is removed also when the process is told to end.
 *
 * @throws UsageError if it cannot be made
 * @throws ExpectedError if another export prepares the same target
 */
export function makeWorkFolder(target: string): WorkFolder {
    clearLeftovers(target);
    const folders = workFolder(`${prefix(target)}${process.pid}`, dirname(target));
    // Before it is made, so that there is no moment in which a signal would leave it.
    const forget = removeOnSignal(folders.path);
    try {
        mkdirSync(folders.next, { recursive: true });
    } catch (error) {
        forget();
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOSPC') throw error;
        throw new UsageError(`An export to ${target} is prepared in ${dirname(target)}, which cannot be written (${code}): name another folder or change its rights.`);
    }
    const remove = () => {
        rmSync(folders.path, { recursive: true, force: true });
        forget();
    };
    return { ...folders, remove };
}

/**
 * Removes what killed exports left. One that was killed between the two renames of a replacement has taken the target
 * away: it is put back.
 *
 * @throws ExpectedError if one of them still works
 */
export function clearLeftovers(target: string): void {
    const parent = dirname(target);
    if (!existsSync(parent) || !statSync(parent).isDirectory()) return;
    for (const name of readdirSync(parent)) {
        const pid = name.startsWith(prefix(target)) ? /^\d+$/.exec(name.slice(prefix(target).length))?.[0] : undefined;
        if (pid === undefined) continue;
        const { path, previous } = workFolder(name, parent);
        if (isOther(Number(pid))) {
            throw new ExpectedError(`Process ${pid} is exporting to ${target}; wait until it has ended and call again (if it is no export, remove ${path}).`);
        }
        if (existsSync(previous) && !existsSync(target)) renameSync(previous, target);
        rmSync(path, { recursive: true, force: true });
    }
}

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

const prefix = (target: string) => `.${basename(target)}.lake-export-`;

function workFolder(name: string, parent: string): Omit<WorkFolder, 'remove'> {
    const path = join(parent, name);
    return { path, next: join(path, 'next'), previous: join(path, 'previous'), spill: join(path, 'spill') };
}

/** Whether a process lives that is not this one. */
function isOther(pid: number): boolean {
    try {
        return pid !== process.pid && process.kill(pid, 0);
    } catch (error) {
        return (error as NodeJS.ErrnoException).code !== 'ESRCH';
    }
}
