import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

const PIECE = 1 << 20;

/** SHA-256 of a file's content, in hexadecimal digits. */
export async function checksum(file: string): Promise<string> {
    const hash = createHash('sha256');
    // A stream takes a millisecond for each of the many small files of replication.
    if (statSync(file).size <= PIECE) return hash.update(readFileSync(file)).digest('hex');
    await pipeline(createReadStream(file, { highWaterMark: PIECE }), hash);
    return hash.digest('hex');
}
