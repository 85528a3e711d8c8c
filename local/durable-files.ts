import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Moves a whole file to its place, so that it is there or not there, also after the power fails: the content, the name and
 * new folders are on the disk when this returns.
 */
export function moveDurably(from: string, to: string): void {
    const folder = dirname(to);
    const made = mkdirSync(folder, { recursive: true });
    sync(from);
    renameSync(from, to);
    for (let changed = folder; ; changed = dirname(changed)) {
        syncFolder(changed);
        if (made === undefined || changed === dirname(made) || changed === dirname(changed)) return;
    }
}

/** Writes a small file whole, in place of an older one. */
export function writeDurably(file: string, content: string): void {
    const prepared = `${file}.new`;
    writeFileSync(prepared, content, { mode: 0o600 });
    moveDurably(prepared, file);
}

function sync(path: string): void {
    const descriptor = openSync(path, 'r');
    try {
        fsyncSync(descriptor);
    } finally {
        closeSync(descriptor);
    }
}

/** Windows has no such thing as a synchronized folder, and says so with these. */
function syncFolder(path: string): void {
    try {
        sync(path);
    } catch (error) {
        if (!['EPERM', 'EACCES', 'EISDIR', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
}
