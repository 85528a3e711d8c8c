import { copyFileSync, linkSync, mkdirSync, statSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';

/** Puts a file into another folder as it is, its time of change too; where the file system has no links, as a copy. */
export function keepFile(from: string, to: string): void {
    mkdirSync(dirname(to), { recursive: true });
    try {
        linkSync(from, to);
    } catch (error) {
        if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
        copyFileSync(from, to);
        const { atime, mtime } = statSync(from);
        utimesSync(to, atime, mtime);
    }
}
