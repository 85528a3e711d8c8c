import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../local/errors.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { importFile } from '../local/history/import-file.js';
import { readManifests } from '../local/history/manifest.js';
import { expectedLake } from './oracle/expected-lake.js';
import { csvText, plainTime, type Spelling, writeCsv, writeCsvFiles, writeCsvGz, writeParquet } from './oracle/kaggle-file.js';
import { allRows, lakeRank, openAccounts, publishedLake, STEADY_TABLES } from './oracle/lake-rows.js';
import type { Line } from './oracle/line.js';
import { importAll, inFolder, withLake } from './oracle/temporary-lake.js';

/** A line at some seconds after 2019-10-01 23:59:58, a view of product 1 by user 1 in session s unless said otherwise. */
const line = (seconds: number, values: Partial<Line> = {}): Line => ({
    time: Date.UTC(2019, 9, 1, 23, 59, 58) + seconds * 1000,
    type: 'view',
    product: 1,
    category: '2053013555631882655',
    code: 'electronics.smartphone',
    brand: 'apple',
    price: 1_307_600,
    user: 541312140,
    session: 's',
    ...values,
});

const LINES: readonly Line[] = [
    line(0),
    line(0),
    line(1, { type: 'cart', brand: 'sony', code: null }),
    line(2, { type: 'purchase', price: 5 }),
    line(2, { user: 2, category: null, code: 'a.b.c', brand: null }),
    line(3, { product: 5802432, category: null, code: null, session: 't' }),
    line(4, { price: 0 }),
    line(5, { session: null, user: 3 }),
    line(6, { type: 'wishlist' }),
];

/** Rows of quarantine name their file, whose name is its digest: of them only rule and value are compared. */
const COMPARED = STEADY_TABLES.filter((table) => table !== 'clean.quarantine');

async function rowsOf(write: (file: string) => void | Promise<void>): Promise<Record<string, unknown>> {
    return inFolder(async (folder) => {
        const file = join(folder, 'lines');
        await write(file);
        return withLake(join(folder, 'lake'), importAll([file]), async ({ database }) => ({
            ...(await allRows(database, COMPARED)),
            quarantine: await database.rows('select rule_name, value from clean.quarantine order by all'),
            accounts: await database.rows('select * from model.run_accounts order by table_name'),
        }));
    });
}

const offset = (time: number) => `${plainTime(time + 2 * 3_600_000)}+02:00`;
const COLUMNS_ELSEWHERE = ['user_session', 'price', 'event_type', 'event_time', 'category_code', 'brand', 'user_id', 'category_id', 'product_id'];

const SPELLINGS: Record<string, Spelling> = {
    'line ends of CRLF': { newline: '\r\n' },
    'columns in another order': { columns: COLUMNS_ELSEWHERE },
    'an index column without a name': { index: true },
    'no header': { header: false },
    'an index column and no header': { index: true, header: false },
    'ids written 5802432.0': { id: (id) => `${id}.0` },
    'quoted values': { quoted: true },
    'times without zone': { time: plainTime },
    'times ending in +00:00': { time: (time) => `${plainTime(time)}+00:00` },
    'times ending in Z': { time: (time) => new Date(time).toISOString() },
    'times at an offset of two hours': { time: offset },
};

describe('the same lines', () => {
    let usual: Record<string, unknown>;
    beforeAll(async () => {
        usual = await rowsOf((file) => writeCsv(file, LINES));
    });

    it('become five events and three records in quarantine', async () => {
        expect(usual['model.fact_user_events']).toHaveLength(5);
        expect(usual['quarantine']).toEqual([
            { rule_name: 'event_type_known', value: 'wishlist' },
            { rule_name: 'price_positive', value: '0.0000' },
            { rule_name: 'session_present', value: null },
        ]);
    });

    it.each(Object.entries(SPELLINGS))('become the same lake from a csv file with %s', async (_, spelling) => {
        expect(await rowsOf((file) => writeCsv(file, LINES, spelling))).toEqual(usual);
    });

    it('become the same lake from a compressed csv file', async () => {
        expect(await rowsOf((file) => writeCsvGz(file, LINES, { newline: '\r\n' }))).toEqual(usual);
    });

    it.each(['varchar', 'timestamp', 'timestamp with time zone'] as const)('become the same lake from a Parquet file with times as %s', async (timeType) => {
        expect(await rowsOf((file) => writeParquet(file, LINES, { timeType }))).toEqual(usual);
    });

    it('become the same lake from a Parquet file of texts that are empty where a value is missing', async () => {
        expect(await rowsOf((file) => writeParquet(file, LINES, { timeType: 'varchar', isAllText: true }))).toEqual(usual);
    });
});

/** Imports lists of lines as files, runs once and compares with the oracle. */
async function expectOracle(files: readonly (readonly Line[])[]): Promise<void> {
    await inFolder(async (folder) => {
        await withLake(join(folder, 'lake'), importAll(writeCsvFiles(folder, files)), async ({ database, paths }) => {
            expect(await publishedLake(database)).toEqual(expectedLake(files.flat(), await lakeRank(database, paths.raw)));
            expect(await openAccounts(database, paths.raw)).toEqual([]);
        });
    });
}

describe('single histories', () => {
    it('count whole seconds from the first to the last event of a session, not ticks of the clock', async () => {
        await expectOracle([[line(0.9), line(1.1, { type: 'cart' }), line(3.05, { type: 'purchase' })]]);
    });

    it('are run where the last of several descriptions of a product has no price', async () => {
        await expectOracle([[line(0), line(1, { brand: 'sony' }), line(2, { price: null })]]);
    });

    it('are run where two files overlap and the first price of a product is missing', async () => {
        const shared = line(1, { price: null });
        await expectOracle([[line(0), shared], [shared, line(2, { price: 5 })]]);
    });

    it('show a product without price where its last line has none', async () => {
        await expectOracle([[line(0), line(1, { price: null })]]);
    });

    it('describe an event by the lines that are not later, whatever their files', async () => {
        await expectOracle([
            [line(10, { brand: 'sony' }), line(11, { brand: 'apple' })],
            [line(0, { brand: 'lg' }), line(5, { brand: null })],
        ]);
    });

    it('name a category by the latest code that stands beside its number', async () => {
        await expectOracle([
            [line(5, { code: null }), line(6, { code: null, product: 2 })],
            [line(0, { code: 'old.name' }), line(1, { code: 'new', product: 3 })],
        ]);
    });

    it('publish the last millisecond before 2100 and set aside the next', async () => {
        const last = Date.UTC(2100, 0, 1) - 1;
        await expectOracle([[line(0, { time: last }), line(0, { time: last + 1 })]]);
    });

    it('complete an order at one time, and in no other order than view, cart, purchase', async () => {
        const order = (session: string, view: number, cart: number, purchase: number) => [
            line(view, { session }),
            line(cart, { session, type: 'cart' }),
            line(purchase, { session, type: 'purchase' }),
        ];
        await expectOracle([[...order('at once', 0, 0, 0), ...order('in order', 0, 1, 2), ...order('cart first', 1, 0, 2), ...order('cart last', 0, 2, 1)]]);
    });

    it('keep two events that differ in one value alone', async () => {
        const values: Partial<Line>[] = [{ type: 'cart' }, { product: 2 }, { category: '7' }, { code: null }, { brand: null }, { price: 1 }, { user: null }, { session: 'r' }];
        await expectOracle([[line(0), ...values.map((value) => line(0, value))]]);
    });
});

describe('a file', () => {
    let folder: string;
    beforeAll(() => {
        folder = mkdtempSync(join(tmpdir(), 'lake-test-'));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('with a header alone is no record and no fault', async () => {
        const file = join(folder, 'empty.csv');
        writeFileSync(file, csvText([]));
        await withLake(join(folder, 'empty'), importAll([file]), async ({ database, paths }) => {
            expect(readManifests(paths.raw)).toMatchObject([{ lines: 0, rejected: 0, files: [] }]);
            expect(await database.rows('select * from model.fact_user_events')).toEqual([]);
        });
    });

    it('that was imported before is not imported again under another name', async () => {
        const [one, other] = [join(folder, 'one.csv'), join(folder, 'other.csv')];
        writeCsv(one, LINES);
        writeCsv(other, LINES);
        await withLake(join(folder, 'twice'), importAll([one]), async ({ paths }) => {
            expect((await importFile(paths, other)).wasThere).toBe(true);
            expect(readManifests(lakePaths(join(folder, 'twice')).raw)).toHaveLength(1);
        });
    });

    it('may mix both line ends, as files do that were joined', async () => {
        const file = join(folder, 'joined.csv');
        writeFileSync(file, csvText(LINES.slice(0, 3), { newline: '\r\n' }) + csvText(LINES.slice(3), { header: false }));
        await withLake(join(folder, 'joined'), importAll([file]), async ({ database, paths }) => {
            expect(readManifests(paths.raw)).toMatchObject([{ lines: LINES.length, rejected: 0 }]);
            expect(await publishedLake(database)).toEqual(expectedLake(LINES, await lakeRank(database, paths.raw)));
        });
    });

    it('that is compressed and cut off is refused, since nobody knows what it lacks', async () => {
        const whole = gzipSync(csvText(Array.from({ length: 3000 }, (_, place) => line(place, { session: randomUUID() }))));
        const file = join(folder, 'cut.csv.gz');
        writeFileSync(file, whole.subarray(0, whole.length / 2));
        const paths = lakePaths(join(folder, 'cut'));
        mkdirSync(paths.scratch, { recursive: true });
        await expect(importFile(paths, file)).rejects.toThrow(UsageError);
    });

    it('has its lines that cannot be read set aside and counted, each with the value that is wrong', async () => {
        const text = csvText(LINES.slice(0, 1));
        const row = text.split('\n')[1]!;
        const file = join(folder, 'broken.csv');
        const broken = [row.replace('2019-10-01', '2019-13-01'), row.replace('view,1,', 'view,one,'), row.replace('130.76', 'a lot'), row.split(',').slice(0, 8).join(',')];
        writeFileSync(file, `${text}${broken.join('\n')}\n`);
        await withLake(join(folder, 'broken'), importAll([file]), async ({ database, paths }) => {
            const [manifest] = readManifests(paths.raw);
            expect(manifest).toMatchObject({ lines: 5, rejected: 4 });
            const reasons = await database.rows<{ reason: string }>(`select reason from read_json('${paths.raw}/_rejected/${manifest!.digest}.jsonl') order by reason`);
            const all = reasons.map(({ reason }) => reason).join('\n');
            for (const value of ['2019-13-01', 'one', 'a lot']) expect(all).toContain(value);
            expect(await database.rows('select event_type from model.fact_user_events')).toEqual([{ event_type: 'view' }]);
        });
    });
});
