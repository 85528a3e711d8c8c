import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExpectedError } from '../../local/errors.js';
import { writeWholeFile } from './whole-file.js';

let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lake-query-test-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('writeWholeFile', () => {
    it('shows the file only when all is written', async () => {
        const seen: string[][] = [];
        await writeWholeFile(join(folder, 'a.csv'), async (sink) => {
            await sink.write('one,');
            seen.push(readdirSync(folder));
            await sink.write(Buffer.from('two'));
        });
        expect(seen).toEqual([['a.csv.partial']]);
        expect(readdirSync(folder)).toEqual(['a.csv']);
        expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('one,two');
    });

    it('leaves nothing when writing fails half-way', async () => {
        const written = writeWholeFile(join(folder, 'a.csv'), async (sink) => {
            await sink.write('half');
            throw new Error('half-way');
        });
        await expect(written).rejects.toThrow('half-way');
        expect(readdirSync(folder)).toEqual([]);
    });

    it('names the file and the cause when it cannot be written', async () => {
        const file = join(folder, 'missing', 'a.csv');
        const written = writeWholeFile(file, async () => undefined);
        await expect(written).rejects.toThrow(ExpectedError);
        await expect(written).rejects.toThrow(`Writing ${file} failed: ENOENT`);
    });
});
