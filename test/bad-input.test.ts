import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { lakePaths, makeScratch } from '../local/engine/lake-paths.js';
import { importFile } from '../local/history/import-file.js';
import { Steps } from '../local/steps.js';
import { readManifests } from '../local/history/manifest.js';
import { callLake, filesOf, setAside } from './oracle/call-lake.js';
import { inFolder } from './oracle/temporary-lake.js';

const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
const line = (values: { time?: string; type?: string; product?: string; brand?: string; price?: string } = {}) =>
    [values.time ?? '2019-10-01 00:00:00 UTC', values.type ?? 'view', values.product ?? '1', '2', 'a.b', values.brand ?? 'acme', values.price ?? '1.50', '7', 's'].join(',');
const lines = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`;
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const rows = (count: number) => Array.from({ length: count }, (_, number) => line({ product: `${number * 7919}` }));

const NEEDED = 'event_time, event_type, product_id, price, user_id, user_session';
const NOTHING = 'Nothing of the file was imported.';

/** name of the file → its content, and what its user reads; every one is wrong use. */
const REFUSED: Readonly<Record<string, readonly [content: string | Buffer, sentence: string]>> = {
    'cut.csv.gz': [gzipSync(lines(...rows(3000))).subarray(0, 9000), `is cut off: the gzip ends too early. Fetch it again. ${NOTHING}`],
    'cut-in-its-header.csv.gz': [gzipSync(lines(line())).subarray(0, 12), 'is cut off: the gzip ends too early. Fetch it again.'],
    'picture.csv': [latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), 'is a picture (PNG): name a csv, csv.gz or Parquet file.'],
    'archive.csv': [latin1('PK\x03\x04\x14\0\0\0event_time,event_type\n'), 'is a zip archive or an Excel workbook: unpack it, or save the sheet as csv.'],
    'archive-in-gzip.csv.gz': [gzipSync(latin1('PK\x03\x04\x14\0\0\0')), 'is a zip archive or an Excel workbook: unpack it, or save the sheet as csv.'],
    'document.csv': ['%PDF-1.7\n1 0 obj\n', 'is a PDF document: name the csv it was made from.'],
    'page.csv': ['\n <!DOCTYPE html>\n<html></html>\n'.trimStart(), 'is a web page or XML: perhaps a download that asked for a login; fetch the file again.'],
    'utf-16.csv': [Buffer.from(`\ufeff${lines(line())}`, 'utf16le'), 'is text in UTF-16: save it as UTF-8.'],
    'zeros.csv': [Buffer.alloc(5000), 'is no text, as it has zero bytes: name a csv, csv.gz or Parquet file.'],
    'binary.csv': [
        latin1('\xb1\xb2\xb3,\xb4\n\xb5'),
        `is not in the Kaggle format: its first line has neither the names ${NEEDED} nor nine values that begin with a time; it is: "���,�"`,
    ],
    'empty.csv': ['', 'is empty: name a file that has lines.'],
    'empty.csv.gz': [gzipSync(''), 'is empty: name a file that has lines.'],
    'no-price.csv': [
        lines(line()).replace('price,', 'cost,'),
        `lacks the column price: name a file that has all of ${NEEDED}; its header is: "event_time,event_type,product_id,category_id,category_code,brand,cost,user_id,user_session"`,
    ],
    'two-brands.csv': [lines(line()).replace('category_code', 'brand'), 'has the column brand twice; keep the one that is meant.'],
    'endless-line.csv': [lines(line(), line({ brand: 'x'.repeat(40_000_000) }), line()), `has 40000046 bytes in line 3, and at most 2000000 can be read: remove that line. ${NOTHING}`],
    'short.parquet': [`PAR1${'x'.repeat(100)}`, 'is no whole Parquet file ('],
};

describe('a file is refused in one sentence, with exit code 2 and nothing left behind', () => {
    test.each(Object.entries(REFUSED))('%s', async (name, [content, sentence]) => {
        await inFolder(async (folder) => {
            const [file, lake] = [join(folder, name), join(folder, 'lake')];
            writeFileSync(file, content);
            const { status, stdout, stderr } = await callLake('import', file, '--lake', lake);
            expect(stderr).toContain(`${JSON.stringify(file)} ${sentence}`);
            if (name !== 'short.parquet') expect(stderr).toBe(`${JSON.stringify(file)} ${sentence}\n`);
            expect([status, stdout, filesOf(lake)]).toEqual([2, '', []]);
        });
    });
});

const NO_UTF8 = 'has bytes that are no UTF-8, written here as \\x and two digits: save the file as UTF-8 and import it again';
const HAS_QUOTE = 'has a quote, in a file where a quote is not closed';
const HAS_ZERO = 'has a zero byte (U+0000), which stands in no text';

/** the line between two good ones → its number, why it is set aside, and its text where that is another. */
const SET_ASIDE: Readonly<Record<string, readonly [text: string | Buffer, place: number | null, reason: string, shown?: string]>> = {
    'has 8 of 9 fields': [line().replace(/,s$/, ''), 3, 'values: 9 are expected, 8 are there'],
    'has 10 of 9 fields': [`${line()},x`, 3, 'values: 9 are expected, 10 are there'],
    'has a quote that never closes': [line({ brand: '"open' }), null, HAS_QUOTE],
    'has a zero byte in a text': [line({ brand: 'ac\0me' }), null, HAS_ZERO],
    'has a zero byte in an id': [line({ product: '1\0' }), null, HAS_ZERO],
    'has Latin-1 bytes': [latin1(line({ brand: 'n\xe9stl\xe9' })), 3, NO_UTF8, line({ brand: 'n\\xE9stl\\xE9' })],
    'is of the 30th of February': [line({ time: '2020-02-30 00:00:00 UTC' }), null, 'event_time is no time: 2020-02-30 00:00:00 UTC'],
    'is of the hour 25': [line({ time: '2019-10-01 25:00:00 UTC' }), null, 'event_time is no time: 2019-10-01 25:00:00 UTC'],
    'is of the second 60': [line({ time: '2019-10-01 00:00:60' }), null, 'event_time is no time: 2019-10-01 00:00:60'],
    'has a price with a comma': [line({ price: '"12,50"' }), null, 'price is no amount: 12,50'],
    'has an id beyond 64 bits': [line({ product: '9223372036854775808' }), null, 'product_id is no whole number of 64 bits: 9223372036854775808'],
    'is longer than 2 MB': [line({ brand: 'x'.repeat(3_000_000) }), 3, 'is longer than 2000000 bytes, which cannot be read: only its beginning is kept here', line({ brand: 'x'.repeat(3_000_000) }).slice(0, 10_000)],
};

describe('a line is set aside with its reason and its own text, and those around it are read', () => {
    const cases = Object.entries(SET_ASIDE).flatMap(([title, row]) => (['csv', 'csv.gz'] as const).map((kind) => [title, kind, row] as const));
    test.each(cases)('when it %s, in a %s', async (_, kind, [text, place, reason, shown]) => {
        await inFolder(async (folder) => {
            const [file, lake] = [join(folder, `lines.${kind}`), join(folder, 'lake')];
            const content = Buffer.concat([Buffer.from(lines(line())), Buffer.from(text), Buffer.from(`\n${line({ product: '3' })}\n`)]);
            writeFileSync(file, kind === 'csv' ? content : gzipSync(content));
            const { status, stdout, stderr } = await callLake('import', file, '--lake', lake);
            expect([status, stderr]).toEqual([0, '']);
            expect(setAside(lake)).toEqual([[place, reason, shown ?? String(text)]]);
            expect(stdout).toContain('3 lines, 2019-10-01T00:00:00Z to 2019-10-01T00:00:00Z\n  1 cannot be read: raw/_rejected/');
            expect(stdout).toMatch(/^ +2 {2}events$/m);
        });
    });

    test('when the last one breaks off in the middle', async () => {
        await inFolder(async (folder) => {
            writeFileSync(join(folder, 'lines.csv'), `${lines(line())}2019-10-01 00:00:`);
            expect((await callLake('import', join(folder, 'lines.csv'), '--lake', join(folder, 'lake'))).status).toBe(0);
            expect(setAside(join(folder, 'lake'))).toEqual([[3, 'values: 9 are expected, 1 are there', '2019-10-01 00:00:']]);
        });
    });

    test('each of many with bytes that are no UTF-8 with its own number and text', async () => {
        await inFolder(async (folder) => {
            const text = Array.from({ length: 20_000 }, (_, number) => line({ product: `${number}`, brand: number % 100 === 7 ? 'caf\xe9' : number % 100 === 8 ? 'who?' : 'acme' }));
            writeFileSync(join(folder, 'lines.csv.gz'), gzipSync(latin1(lines(...text))));
            expect((await callLake('import', join(folder, 'lines.csv.gz'), '--lake', join(folder, 'lake'))).status).toBe(0);
            const expected = Array.from({ length: 200 }, (_, number) => [100 * number + 9, NO_UTF8, line({ product: `${100 * number + 7}`, brand: 'caf\\xE9' })]);
            expect(setAside(join(folder, 'lake'))).toEqual(expected);
        });
    });
});

test('a record that can be read and breaks a rule is quarantined by the run, not set aside by the import', async () => {
    await inFolder(async (folder) => {
        const [file, lake] = [join(folder, 'lines.csv'), join(folder, 'lake')];
        writeFileSync(file, lines(line(), line({ price: '-3.00' }), line({ type: 'wishlist' })));
        expect((await callLake('import', file, '--lake', lake)).stdout).not.toContain('cannot be read');
        const { status, stdout } = await callLake('run', '--lake', lake);
        expect(status).toBe(0);
        expect(stdout).toMatch(/^ {2}price_positive \(events\): 1 of 3/m);
        expect(stdout).toMatch(/^ {2}event_type_known \(events\): 1 of 3/m);
    });
});

describe('an import', () => {
    test('of a file with a carriage return within a line is refused in one sentence', async () => {
        await inFolder(async (folder) => {
            const file = join(folder, 'return.csv');
            writeFileSync(file, lines(line({ brand: 'ac\rme' })));
            expect(await callLake('import', file, '--lake', join(folder, 'lake'))).toEqual({
                status: 2,
                stdout: '',
                stderr: `${JSON.stringify(file)} has a carriage return within a line, so that its lines cannot be told apart: remove it. Nothing of the file was imported.\n`,
            });
            expect(filesOf(join(folder, 'lake'))).toEqual([]);
        });
    });

    test('of a header alone says so', async () => {
        await inFolder(async (folder) => {
            writeFileSync(join(folder, 'header.csv'), HEADER);
            expect(await callLake('import', join(folder, 'header.csv'), '--lake', join(folder, 'lake'))).toEqual({
                status: 0,
                stdout: `header.csv: 0 lines\n  nothing stands below its header\nNext: ./lake run --lake ${JSON.stringify(join(folder, 'lake'))}\n`,
                stderr: '',
            });
        });
    });

    test('of several files keeps those before a bad one, and says so', async () => {
        await inFolder(async (folder) => {
            const lake = join(folder, 'lake');
            const files = ['a.csv', 'b.csv', 'c.csv'].map((name) => join(folder, name));
            for (const file of files) writeFileSync(file, file.endsWith('b.csv') ? '' : lines(line({ brand: file })));
            const { status, stderr } = await callLake('import', ...files, '--lake', lake);
            expect([status, stderr]).toEqual([2, `${JSON.stringify(files[1])} is empty: name a file that has lines. The file before it stays imported, the one after it was not tried.\n`]);
            expect(readManifests(join(lake, 'raw')).map(({ source }) => source.name)).toEqual(['a.csv']);
            expect(filesOf(lake).filter((file) => file.endsWith('.parquet'))).toHaveLength(6);
        });
    });

    test('of a file that grows meanwhile is refused', async () => {
        await inFolder(async (folder) => {
            const file = join(folder, 'lines.csv');
            writeFileSync(file, lines(line()));
            const paths = lakePaths(join(folder, 'lake'));
            makeScratch(paths);
            const grow = (step: string) => {
                if (step === 'checksums') appendFileSync(file, `${line()}\n`);
            };
            await expect(importFile(paths, file, { steps: new Steps({ begun: grow }) })).rejects.toThrow(`${JSON.stringify(file)} was changed while it was read; nothing of it was imported. Call again when it is whole.`);
            expect(filesOf(paths.folder)).toEqual([]);
        });
    });

    test('of what is no file is refused at once, and no lake is made', async () => {
        await inFolder(async (folder) => {
            mkdirSync(join(folder, 'none'));
            mkdirSync(join(folder, 'none', 'folder.csv'));
            spawnSync('mkfifo', [join(folder, 'pipe.csv')]);
            const noFile = 'is neither a file nor a directory: a pipe or device cannot be read twice, so write it to a file first.';
            for (const [name, sentence] of [
                ['none', `The directory ${JSON.stringify(join(folder, 'none'))} has no file that ends in .csv, .csv.gz or .parquet.`],
                ['absent.csv', `${JSON.stringify(join(folder, 'absent.csv'))} does not exist: name a file or a directory to import.`],
                ['pipe.csv', `${JSON.stringify(join(folder, 'pipe.csv'))} ${noFile}`],
                ['../../dev/null', `"/dev/null" ${noFile}`],
            ] as const) {
                const path = name === '../../dev/null' ? '/dev/null' : join(folder, name);
                expect(await callLake('import', path, '--lake', join(folder, 'lake'))).toEqual({ status: 2, stdout: '', stderr: `${sentence}\n` });
            }
            expect(filesOf(join(folder, 'lake'))).toEqual([]);
        });
    });

    test('writes names and headers out that would steer a terminal, in what it says and in what it refuses', async () => {
        await inFolder(async (folder) => {
            const name = 'a\u202e\u009b31m\u001b[2J"\n.csv';
            const shown = 'a\\u202e\\x9b31m\\u001b[2J\\"\\n.csv';
            writeFileSync(join(folder, name), lines(line()).replace('brand', '\u202e\u009bcolour\u001b'));
            const { stdout } = await callLake('import', join(folder, name), '--lake', join(folder, 'lake'));
            expect(stdout).toContain(`${shown}: 1 line`);
            expect(stdout).toContain('columns that are not read: "\\u202e\\x9bcolour\\u001b"');
            writeFileSync(join(folder, name), '\u202e\u009b\u001b[2J\n');
            const { stderr } = await callLake('import', join(folder, name), '--lake', join(folder, 'lake'));
            expect(stderr).toBe(`"${folder}/${shown}" is not in the Kaggle format: its first line has neither the names ${NEEDED} nor nine values that begin with a time; it is: "\\u202e\\x9b\\u001b[2J"\n`);
            expect((await callLake('frob\u202e\u001bnicate')).stderr).toContain("unknown command 'frob\\u202e\\x1bnicate'");
        });
    });

    test('by the program itself: the sentence on stderr, nothing on stdout, exit code 2', async () => {
        await inFolder(async (folder) => {
            writeFileSync(join(folder, 'empty.csv'), '');
            const program = join(import.meta.dirname, '..', 'lake');
            const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'import', 'empty.csv', '--lake', 'lake'], { encoding: 'utf8', cwd: folder });
            expect([status, stdout, stderr]).toEqual([2, '', '"empty.csv" is empty: name a file that has lines.\n']);
        });
    });
});
