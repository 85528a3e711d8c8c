import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeOnSignal } from '../remove-on-signal.js';
import { isAlive } from '../source/embedded/postmaster.js';
import { type LakePaths, makeScratch } from './lake-paths.js';

/**
 * A folder in the lake's scratch for one piece of work, gone when that is over. What processes that died have left is removed.
 *
 * @param work names the folders of such work
 */
export function makeWorkshop({ scratch, ...paths }: LakePaths, work: string): { readonly folder: string; readonly remove: () => void } {
    makeScratch({ scratch, ...paths });
    for (const name of readdirSync(scratch)) {
        const pid = name.startsWith(`${work}-`) ? Number(/^(\d+)-/.exec(name.slice(work.length + 1))?.[1]) : 0;
        if (pid > 0 && !isAlive(pid)) rmSync(join(scratch, name), { recursive: true, force: true });
    }
    const folder = mkdtempSync(join(scratch, `${work}-${process.pid}-`));
    const forget = removeOnSignal(folder);
    return {
        folder,
        remove: () => {
            rmSync(folder, { recursive: true, force: true });
            forget();
        },
    };
}
