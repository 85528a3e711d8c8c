import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChangeText } from './change-text.js';

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lake-text-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the text of changes', () => {
    it.each([
        ['none', []],
        ['short ones, more than wait at once', Array.from({ length: 30_000 }, (_, number) => `I,${number},a line of some length`)],
        ['ones of several bytes a character', Array.from({ length: 20_000 }, (_, number) => `I,${number},Größe,価格,🛒`)],
        ['one that is longer than what waits, between short ones', ['before', '価'.repeat(300_000), 'behind']],
        ['ones that are about as long as what waits', [87_379, 87_380, 87_381, 87_382, 262_142, 262_143, 262_144, 1].map((length) => 'x'.repeat(length))],
        ['ones of three bytes a character that fill what waits to its end', ['価'.repeat(87_381), 'x', '価'.repeat(43_690), '価'.repeat(43_690)]],
    ])('has the lines that it was given in their order: %s', (_name, lines) => {
        const text = new ChangeText(join(folder, 'changes.csv'));
        for (const line of lines) text.add(line);
        const whole = lines.map((line) => `${line}\n`).join('');
        expect({ rows: text.rows, characters: text.characters }).toEqual({ rows: lines.length, characters: whole.length });
        text.close();
        expect(readFileSync(text.file).equals(Buffer.from(whole))).toBe(true);
    });
});
