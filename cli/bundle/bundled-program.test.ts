import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundledProgram } from './bundled-program.mjs';

let root: string;
let kept: string;
const write = (name: string, text: string) => writeFileSync(join(root, name), text);
const bundled = () => bundledProgram({ root, program: 'program/main.ts', kept });
/** What a program prints, as a process of its own. */
const printed = (program: string | null) => execFileSync(process.execPath, [program!], { encoding: 'utf8' });
const bundles = () => readdirSync(kept).filter((name) => !name.startsWith('sources.json'));

beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'bundled-'));
    kept = join(root, '.cache', 'program');
    mkdirSync(join(root, 'program'));
    symlinkSync(join(import.meta.dirname, '..', '..', 'node_modules'), join(root, 'node_modules'), 'junction');
    write('package-lock.json', '{}');
    write('program/word.txt', 'sun');
    write('program/word.ts', `import { readFileSync } from 'node:fs';\nimport { join } from 'node:path';\nexport const word: string = readFileSync(join(import.meta.dirname, 'word.txt'), 'utf8');`);
    write('program/main.ts', `import { word } from './word.js';\nconst { later } = await import('./later.js');\nprocess.stdout.write(word + later);`);
    write('program/later.ts', `export const later = ' and moon';`);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a bundled program', () => {
    it('finds the files beside its sources, and loads parts of itself later', async () => {
        expect(printed(await bundled())).toBe('sun and moon');
    });

    it('is made once', async () => {
        const first = await bundled();
        const made = statSync(first!).ctimeMs;
        expect(await bundled()).toBe(first);
        expect(statSync(first!).ctimeMs).toBe(made);
    });

    it('is made anew where a source has other contents at the same time and length, and found again where it is as before', async () => {
        const first = await bundled();
        const { atime, mtime } = statSync(join(root, 'program', 'later.ts'));
        write('program/later.ts', `export const later = ' and rain';`);
        utimesSync(join(root, 'program', 'later.ts'), atime, mtime);
        expect(printed(await bundled())).toBe('sun and rain');
        // Who runs the earlier one goes on.
        expect(printed(first)).toBe('sun and moon');
        write('program/later.ts', `export const later = ' and moon';`);
        expect(await bundled()).toBe(first);
    });

    it('is made anew where a source has gone, and where other packages are installed', async () => {
        const first = await bundled();
        rmSync(join(root, 'program', 'later.ts'));
        write('program/main.ts', `import { word } from './word.js';\nprocess.stdout.write(word);`);
        expect(printed(await bundled())).toBe('sun');
        write('package-lock.json', '{ }');
        await bundled();
        expect(bundles()).toHaveLength(3);
        expect(first).not.toBeNull();
    });

    it('is made whole by several at once', async () => {
        const programs = await Promise.all([bundled(), bundled(), bundled()]);
        expect(programs.map(printed)).toEqual(Array(3).fill('sun and moon'));
        expect(bundles()).toHaveLength(1);
    });

    it('is not there where a source has a mistake, or its folder cannot be', async () => {
        write('program/later.ts', 'export const = ;');
        expect(await bundled()).toBeNull();
        write('program/later.ts', `export const later = '';`);
        expect(await bundledProgram({ root, program: 'program/main.ts', kept: join(root, 'package-lock.json', 'kept') })).toBeNull();
    });

    it('is of the sources as they were read, also where one changes meanwhile', async () => {
        const making = bundled();
        write('program/later.ts', `export const later = ' and wind';`);
        await making;
        expect(printed(await bundled())).toBe('sun and wind');
    });

    it('is made anew where a part of it is gone or empty, and where the list of its sources is damaged', async () => {
        const first = await bundled();
        writeFileSync(first!, '');
        expect(printed(await bundled())).toBe('sun and moon');
        rmSync(join(first!, '..', readdirSync(join(first!, '..')).find((name) => name.startsWith('later'))!));
        expect(printed(await bundled())).toBe('sun and moon');
        writeFileSync(join(kept, 'sources.json'), '');
        expect(printed(await bundled())).toBe('sun and moon');
    });

    it('is not there where it would lie elsewhere, away from the packages', async () => {
        const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
        try {
            symlinkSync(elsewhere, join(root, '.cache'), 'junction');
            expect(await bundled()).toBeNull();
        } finally {
            rmSync(elsewhere, { recursive: true });
        }
    });

    it('finds files in a folder with any name', async () => {
        const odd = join(root, "a$$b $& c'd");
        mkdirSync(join(odd, 'program'), { recursive: true });
        for (const name of ['main.ts', 'word.ts', 'later.ts', 'word.txt']) writeFileSync(join(odd, 'program', name), readFileSync(join(root, 'program', name)));
        expect(printed(await bundledProgram({ root: odd, program: 'program/main.ts', kept: join(odd, '.cache') }))).toBe('sun and moon');
    });

    it('goes when nobody has used it for days', async () => {
        const first = await bundled();
        const long = new Date(Date.now() - 3 * 24 * 3600_000);
        for (const name of bundles()) utimesSync(join(kept, name), long, long);
        // Used: it stays.
        expect(await bundled()).toBe(first);
        for (const name of bundles()) utimesSync(join(kept, name), long, long);
        write('program/later.ts', `export const later = ' and stars';`);
        expect(printed(await bundled())).toBe('sun and stars');
        expect(() => readFileSync(first!)).toThrow(/ENOENT/);
    });
});
