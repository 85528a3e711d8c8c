import { execFileSync } from 'node:child_process';
import { close, constants, createReadStream, createWriteStream, open, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isPattern } from '../engine/duckdb-path.js';
import { UsageError } from '../errors.js';

const CHUNK = 1 << 20;

export interface LineStream {
    /** What a reader is to open. */
    readonly path: string;
    /** Reads the file through to its end beside `work`, which reads `path`; fails when either does. */
    readonly during: <T>(work: () => Promise<T>) => Promise<T>;
    /** Lines of the file, blank ones among them, known once it was read through. */
    readonly counted: () => Promise<LineCount>;
}

export interface LineCount {
    readonly lines: number;
    /** Lines without a character. */
    readonly blank: number;
    /** The longest line: its number, from 1, and its bytes. */
    readonly longest: { readonly line: number; readonly bytes: number };
    /** Is there a zero byte? */
    readonly hasZero: boolean;
}

/**
 * The text of a file that a reader cannot take as it is: decompressed, and with one kind of line end.
 *
 * It goes through a named pipe, so that decompression (by zlib, faster than the reader's own) and parsing run beside each
 * other; where there are no named pipes, or DuckDB would not find it, through a file in `folder`. A gzip that ends too early is refused: DuckDB's
 * reader would take it for whole.
 */
export function lineStream(file: string, options: { isGzip: boolean; singleLineEnds: boolean; folder: string; name: string }): LineStream {
    if (!options.isGzip && !options.singleLineEnds) return plainFile(file);
    const path = join(options.folder, `${options.name}.csv`);
    const isPipe = !isPattern(path) && makePipe(path);
    const counter = lineCounter();
    const copy = async () => {
        const steps = [...(options.isGzip ? [createGunzip({ chunkSize: CHUNK })] : []), ...(options.singleLineEnds ? [singleLineEnds()] : []), counter.watch];
        try {
            await pipeline([createReadStream(file, { highWaterMark: CHUNK }), ...steps, createWriteStream(path, { highWaterMark: 4 * CHUNK })] as unknown as [Readable, Writable]);
        } catch (error) {
            throw describeFailure(file, error as NodeJS.ErrnoException);
        }
    };
    return {
        path,
        during: async (work) => {
            if (!isPipe) await copy();
            const reading = work();
            const writing = isPipe ? copy() : Promise.resolve();
            // A reader that gives up before it opens the pipe would leave the writer waiting for ever; as the writer may not
            // have begun to wait yet, it is released until it is through.
            let release: NodeJS.Timeout | undefined;
            reading.catch(() => {
                release = setInterval(() => openAndClose(path), 20);
            });
            const [read, written] = await Promise.allSettled([reading, writing.finally(() => clearInterval(release))]);
            clearInterval(release);
            rmSync(path, { force: true });
            if (written.status === 'rejected' && (read.status === 'fulfilled' || !isBrokenPipe(written.reason))) throw written.reason;
            if (read.status === 'rejected') throw read.reason;
            return read.value;
        },
        counted: async () => counter.count(),
    };
}

/** A file that a reader can take as it is; its lines are counted when they are asked for. */
function plainFile(file: string): LineStream {
    return {
        path: file,
        during: (work) => work(),
        counted: async () => {
            const counter = lineCounter();
            for await (const chunk of counter.watch(createReadStream(file, { highWaterMark: CHUNK }))) void chunk;
            return counter.count();
        },
    };
}

/** Counts the lines of what passes through `watch`. */
function lineCounter() {
    let lines = 0;
    let blank = 0;
    let length = 0;
    let lastEnd = -1;
    let beforeLast = -1;
    let hasZero = false;
    let longest = { line: 0, bytes: -1 };
    const measure = (bytes: number) => {
        if (bytes > longest.bytes) longest = { line: lines + 1, bytes };
    };
    return {
        async *watch(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
            for await (const chunk of source) {
                hasZero ||= chunk.includes(0);
                for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, end + 1)) {
                    const place = length + end;
                    const before = end > 0 ? chunk[end - 1] : beforeLast;
                    if (place === lastEnd + 1 || (place === lastEnd + 2 && before === 13)) blank++;
                    measure(place - lastEnd - 1);
                    lastEnd = place;
                    lines++;
                }
                length += chunk.length;
                beforeLast = chunk.at(-1) ?? beforeLast;
                yield chunk;
            }
        },
        // the last line may end without a sign
        count: (): LineCount => {
            const isOpen = lastEnd + 1 < length;
            if (isOpen) measure(length - lastEnd - 1);
            return { lines: lines + (isOpen ? 1 : 0), blank, longest, hasZero };
        },
    };
}

function makePipe(path: string): boolean {
    if (process.platform === 'win32') return false;
    try {
        execFileSync('mkfifo', [path], { stdio: 'ignore' });
        return true;
    } catch {
        return false;
    }
}

function openAndClose(path: string): void {
    open(path, constants.O_RDONLY | constants.O_NONBLOCK, (error, descriptor) => {
        if (error === null) close(descriptor);
    });
}

const isBrokenPipe = (error: unknown) => (error as NodeJS.ErrnoException).code === 'EPIPE';

/** A gzip that is not whole is told as a UsageError; other errors are left as they are. */
export function describeFailure(file: string, error: NodeJS.ErrnoException): Error {
    if (error.code === 'Z_BUF_ERROR') return new UsageError(`${JSON.stringify(file)} is cut off: the gzip ends too early. Fetch it again.`);
    if (error.code?.startsWith('Z_')) return new UsageError(`${JSON.stringify(file)} is no whole gzip (${error.message}). Fetch it again.`);
    return error;
}

/** Turns CRLF into LF, also where the two stand in different chunks. */
function singleLineEnds(): Transform {
    let endsInReturn = false;
    return new Transform({
        transform(chunk: Buffer, _encoding, done) {
            const whole = endsInReturn ? Buffer.concat([Buffer.from('\r'), chunk]) : chunk;
            endsInReturn = whole.at(-1) === 0x0d;
            const text = endsInReturn ? whole.subarray(0, -1) : whole;
            done(null, Buffer.from(text.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'));
        },
        flush(done) {
            done(null, endsInReturn ? Buffer.from('\r') : undefined);
        },
    });
}
