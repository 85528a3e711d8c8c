import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../errors.js';
import { lineStream } from './line-stream.js';

let folder: string;
beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'line-stream-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function streamOf(content: Buffer, options: { isGzip?: boolean; singleLineEnds?: boolean } = {}) {
    const file = join(folder, 'source');
    writeFileSync(file, content);
    return lineStream(file, { isGzip: true, singleLineEnds: false, folder, name: 'lines', ...options });
}

describe('the lines of a file that goes through a pipe', () => {
    it('are those of all members of a gzip', async () => {
        const stream = streamOf(Buffer.concat([gzipSync('a\nb\n'), gzipSync('c\n')]));
        expect(await stream.during(() => readFile(stream.path, 'utf8'))).toBe('a\nb\nc\n');
        expect(await stream.counted()).toMatchObject({ lines: 3, blank: 0 });
    });

    it('have one kind of line end where that is asked for, and single returns stay', async () => {
        const text = `x\r\ny\nz\r${'w'.repeat(3_000_000)}\r\n\r\n`;
        const stream = streamOf(Buffer.from(text), { isGzip: false, singleLineEnds: true });
        expect(await stream.during(() => readFile(stream.path, 'utf8'))).toBe(text.replaceAll('\r\n', '\n'));
    });

    it.each([
        ['', 0, 0],
        ['a', 1, 0],
        ['a\n', 1, 0],
        ['a\n\nb', 3, 1],
        ['a\r\n\r\nb\r\n', 3, 1],
        ['\na\n', 2, 1],
    ])('%j are counted as %i, %i of them blank', async (text, lines, blank) => {
        const stream = streamOf(gzipSync(text));
        await stream.during(() => readFile(stream.path));
        expect(await stream.counted()).toMatchObject({ lines, blank });
    });

    it.each([
        ['a\nbcd\ne\n', 2, 3, false],
        ['a\nbc\nlast\0', 3, 5, true],
        [`${'x'.repeat(3_000_000)}\ny`, 1, 3_000_000, false],
    ])('tell of the longest, and of zero bytes', async (text, line, bytes, hasZero) => {
        for (const isGzip of [true, false]) {
            const stream = streamOf(isGzip ? gzipSync(text) : Buffer.from(text), { isGzip });
            await stream.during(() => readFile(stream.path));
            expect(await stream.counted()).toMatchObject({ longest: { line, bytes }, hasZero });
        }
    });

    it('are refused when the gzip ends too early or is damaged', async () => {
        const whole = gzipSync(Array.from({ length: 1000 }, (_, number) => `line ${number * 7919}`).join('\n'));
        const damaged = Buffer.from(whole);
        damaged[whole.length - 6]! ^= 0xff;
        for (const [content, reason] of [
            [whole.subarray(0, whole.length / 2), 'is cut off'],
            [whole.subarray(0, -8), 'is cut off'],
            [damaged, 'is no whole gzip'],
        ] as const) {
            const stream = streamOf(content);
            const failure = stream.during(() => readFile(stream.path));
            await expect(failure).rejects.toThrow(UsageError);
            await expect(failure).rejects.toThrow(reason);
        }
    });

    it('keep nobody waiting when their reader fails before it opens the pipe', async () => {
        for (let time = 0; time < 20; time++) {
            const stream = streamOf(gzipSync('a\n'.repeat(1_000_000)));
            await expect(stream.during(() => Promise.reject(new Error('no reader')))).rejects.toThrow('no reader');
        }
        expect(readdirSync(folder)).toEqual(['source']);
        expect(readFileSync(join(folder, 'source')).length).toBeGreaterThan(0);
    });
});
