import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** The address of a Unix socket has room for 107 bytes on Linux and 103 on macOS; what is longer may be cut off silently. */
const MOST_BYTES = 100;

/**
 * Gives the work a path to a socket that is short enough to listen or connect at. For a longer one it leads through a
 * symbolic link in a private temporary folder, which is gone when the work has ended: a socket that is bound or connected
 * needs its path no more.
 *
 * @throws Error if the temporary folder cannot be written, or has a path that is too long itself
 */
export async function atShortPath<T>(path: string, work: (short: string) => Promise<T>): Promise<T> {
    if (fits(path)) return work(path);
    const folder = mkdtempSync(join(tmpdir(), 'lake-'));
    try {
        const short = join(folder, 'to', basename(path));
        if (!fits(short)) throw new Error(`The path of the temporary folder ${tmpdir()} is too long for a socket.`);
        symlinkSync(dirname(path), join(folder, 'to'));
        return await work(short);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

const fits = (path: string) => Buffer.byteLength(path) <= MOST_BYTES;
