import { closeSync, openSync, writeSync } from 'node:fs';
import { NULL_TEXT } from './raw-writer.js';

/** Characters that wait before they go to the file. */
const PIECE = 256 * 1024;

/** Records written as lines of csv to a file, in the order in which they are given. */
export class ChangeText {
    readonly #descriptor: number;
    #waiting = '';
    #characters = 0;
    rows = 0;

    constructor(readonly file: string) {
        this.#descriptor = openSync(file, 'wx');
    }

    /** Size in characters. */
    get characters(): number {
        return this.#characters + this.#waiting.length;
    }

    add(line: string): void {
        this.#waiting += `${line}\n`;
        this.rows += 1;
        if (this.#waiting.length >= PIECE) this.#write();
    }

    close(): void {
        this.#write();
        closeSync(this.#descriptor);
    }

    /** Closes it without what waits: nobody will read it, and the disk may be full. */
    abandon(): void {
        closeSync(this.#descriptor);
    }

    /** It waits for the disk, so that a slow one slows the reading from the source too. */
    #write(): void {
        const bytes = Buffer.from(this.#waiting);
        for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
        this.#characters += this.#waiting.length;
        this.#waiting = '';
    }
}

/** A value as csv; null is told from the text `\N` by quotes, as PostgreSQL's COPY does. */
export const csvValue = (value: string | null): string => {
    if (value === null) return NULL_TEXT;
    return /[",\n\r\\]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};
