import { existsSync, realpathSync, statSync } from 'node:fs';
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
 * @throws UsageError if it is a file or inside the lake, which keeps its own files
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
    return target;
}

/** Whether a path is a folder or something below it. */
export function isInside(path: string, folder: string): boolean {
    const way = relative(folder, path);
    return way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way);
}

function withoutLinks(path: string): string {
    if (existsSync(path) || dirname(path) === path) return realpathSync(path);
    return join(withoutLinks(dirname(path)), basename(path));
}
