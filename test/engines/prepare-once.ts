import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isAlive } from '../../local/source/embedded/postmaster.js';

export interface PrepareOnceProps {
    /** The file or folder that is wanted. */
    readonly path: string;
    /** Makes it under another name in the same folder. */
    readonly make: (making: string) => Promise<void>;
    /** Asked of one that is there. @default - being there is enough, as it has its name only since it was whole */
    readonly isUsable?: (path: string) => Promise<boolean>;
}

/**
 * Makes something that takes long, unless it is there from an earlier time. It gets its name last, so that what was broken
 * off in the middle is never taken for it; what such a process left is removed.
 *
 * @returns its path
 */
export async function prepareOnce({ path, make, isUsable = async () => true }: PrepareOnceProps): Promise<string> {
    const isThere = async () => existsSync(path) && (await isUsable(path));
    if (await isThere()) return path;
    mkdirSync(dirname(path), { recursive: true });
    removeLeftovers(path);
    const making = `${path}.making-${process.pid}`;
    try {
        await make(making);
        // Another process may have been first; what it made may be in use by now.
        if (!(await isThere())) {
            rmSync(path, { recursive: true, force: true });
            renameSync(making, path);
        }
    } finally {
        rmSync(making, { recursive: true, force: true });
    }
    return path;
}

function removeLeftovers(path: string): void {
    const beginning = `${basename(path)}.making-`;
    for (const name of readdirSync(dirname(path))) {
        if (!name.startsWith(beginning)) continue;
        const pid = Number(name.slice(beginning.length));
        if (pid === process.pid || !isAlive(pid)) rmSync(join(dirname(path), name), { recursive: true, force: true });
    }
}
