import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { UsageError } from '../../local/errors.js';

/** Where an export is to go. */
export interface TargetPathProps {
    readonly lake: string;
    /** As given, relative to the working folder. */
    readonly dir: string;
}

/**
 * The absolute path of the folder of an export, without links; it need not exist.
 *
 * @throws UsageError if it is a file, cannot be written, or is inside the lake, which keeps its own files
 */
export function targetPath({ lake, dir }: TargetPathProps): string {
    if (dir === '') throw new UsageError('DIR is empty: name the folder for the export.');
    const target = withoutLinks(resolve(dir));
    if (existsSync(target) && !statSync(target).isDirectory()) {
        throw new UsageError(`${dir} is a file: name a folder for the export, which is made if it does not exist.`);
    }
    if (isInside(target, withoutLinks(lake))) {
        throw new UsageError(`${dir} is inside the lake ${lake}, which keeps its own files: name another folder for the export.`);
    }
    if (existsSync(target)) requireWritable(target);
    return target;
}

/**
 * Refuses a folder that cannot be replaced by another.
 *
 * @throws UsageError if someone is in it, or a disk or volume is mounted on it, which keeps it in its place
 */
export function refuseToReplace(target: string, dir: string): void {
    if (isInside(process.cwd(), target)) throw new UsageError(`${dir} is the folder that you are in, and an export replaces it: call from outside.`);
    if (existsSync(target) && statSync(target).dev !== statSync(dirname(target)).dev) {
        throw new UsageError(`${target} is where a disk or volume is mounted, so that it cannot be replaced: name a folder below it.`);
    }
}

function requireWritable(folder: string): void {
    try {
        accessSync(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
        throw new UsageError(`${folder} cannot be written (${(error as NodeJS.ErrnoException).code}): name another folder or change its rights.`);
    }
}

/** Whether a path is a folder or something below it. */
function isInside(path: string, folder: string): boolean {
    const way = relative(folder, path);
    return way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way);
}

function withoutLinks(path: string): string {
    if (existsSync(path) || dirname(path) === path) return realpathSync(path);
    return join(withoutLinks(dirname(path)), basename(path));
}
