import { isUtf8 } from 'node:buffer';
import { textBytes } from './text-bytes.js';

/** A record of a file: the number of its line, from 1, and how many it spans. */
export interface Place {
    readonly line: number;
    readonly spans: number;
}

/**
 * The text of records as the file has it: DuckDB writes `??` for bytes that are no UTF-8, and takes what follows with them.
 * Such a byte is written here as `\xE9`, since no text can hold it.
 *
 * @param places in the order of lines
 */
export async function* originalLines(file: string, isGzip: boolean, places: readonly Place[]): AsyncGenerator<Place & { readonly text: string }> {
    const stream = textBytes(file, isGzip);
    let next = 0;
    let line = 1;
    let parts: Buffer[] = [];
    const take = (): Place & { text: string } => {
        const place = places[next++]!;
        const text = readableText(Buffer.concat(parts)).replace(/[\r\n]+$/, '');
        parts = [];
        return { ...place, text };
    };
    try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
            let start = 0;
            while (next < places.length) {
                const { line: first, spans } = places[next]!;
                const end = chunk.indexOf(10, start);
                if (line >= first) parts.push(chunk.subarray(start, end < 0 ? chunk.length : end + 1));
                if (end < 0) break;
                start = end + 1;
                if (++line === first + spans) yield take();
            }
            if (next === places.length) return;
        }
        if (parts.length > 0) yield take();
    } finally {
        stream.destroy();
    }
}

function readableText(bytes: Buffer): string {
    if (isUtf8(bytes)) return bytes.toString('utf8');
    let text = '';
    for (let place = 0; place < bytes.length; ) {
        const length = [1, 2, 3, 4].find((size) => place + size <= bytes.length && isUtf8(bytes.subarray(place, place + size)));
        text += length === undefined ? `\\x${bytes[place]!.toString(16).toUpperCase()}` : bytes.toString('utf8', place, place + length);
        place += length ?? 1;
    }
    return text;
}
