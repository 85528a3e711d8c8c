import { closeSync, openSync, writeSync } from 'node:fs';
import { NULL_TEXT } from './raw-writer.js';

/** Bytes that wait before they go to the file. */
const PIECE = 256 * 1024;
/** Of a character at most, in UTF-8. */
const BYTES = 3;

/** Records written as lines of csv to a file, in the order in which they are given. */
export class ChangeText {
    readonly #descriptor: number;
    /** Lines become bytes one by one: a long text that was put together from small ones takes longer. */
    readonly #waiting = Buffer.allocUnsafe(PIECE);
    #length = 0;
    #characters = 0;
    rows = 0;

    constructor(readonly file: string) {
        this.#descriptor = openSync(file, 'wx');
    }

    /** Size in characters. */
    get characters(): number {
        return this.#characters;
    }

    add(line: string): void {
        const text = `${line}\n`;
        this.rows += 1;
        this.#characters += text.length;
        const most = text.length * BYTES;
        if (most > PIECE - this.#length) this.#write();
        if (most > PIECE) this.#writeBytes(Buffer.from(text));
        else this.#length += this.#waiting.write(text, this.#length);
    }

    close(): void {
        this.#write();
        closeSync(this.#descriptor);
    }

    /** Closes it without what waits: nobody will read it, and the disk may be full. */
    abandon(): void {
        closeSync(this.#descriptor);
    }

    #write(): void {
        this.#writeBytes(this.#waiting.subarray(0, this.#length));
        this.#length = 0;
    }

    /** It waits for the disk, so that a slow one slows the reading from the source too. */
    #writeBytes(bytes: Buffer): void {
        for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
    }
}

/** A value as csv; null is told from the text `\N` by quotes, as PostgreSQL's COPY does. */
export const csvValue = (value: string | null): string => {
    if (value === null) return NULL_TEXT;
    return /[",\n\r\\]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};
