import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const CHUNK = 1 << 20;

/** The bytes of a text file, decompressed; who stops early destroys it. */
export function textBytes(file: string, isGzip: boolean): Readable {
    const source = createReadStream(file, { highWaterMark: CHUNK });
    // The callback only keeps an error from going unheard: it ends the stream that is returned, too.
    return isGzip ? pipeline(source, createGunzip({ chunkSize: CHUNK }), () => {}) : source;
}
