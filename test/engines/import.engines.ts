import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TYPED_LINES } from '../../jobs/codegen/spark-lines.js';
import { Database, literal } from '../../local/engine/database.js';
import { lakePaths } from '../../local/engine/lake-paths.js';
import { importFile } from '../../local/history/import-file.js';
import { KAGGLE_COLUMNS } from '../../local/history/kaggle-format.js';
import { AMOUNTS, NO_AMOUNTS, NO_TIMES, NO_WHOLE_NUMBERS, NUMBERS_OF_PROGRAMS, TIMES, WHOLE_NUMBERS } from '../../local/history/line-cases.js';
import { HISTORY_MACROS, typedLines } from '../../local/history/line-types.js';
import { type ImportManifest, readManifests } from '../../local/history/manifest.js';
import { TEXT_OF_LINE } from '../../local/history/set-aside.js';
import { writeShopMonth } from '../../local/source/shop-month.js';
import { temporaryFolder } from '../oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from '../oracle/test-postgres.js';
import { BothLakes, MODULES } from './both-lakes.js';
import { duckdbTexts } from './duckdb-texts.js';
import { sharedSpark } from './shared-spark.js';

const spark = sharedSpark();
/** The same in each call, so that what is red is red again; others by LAKE_SEED. */
const SEED = Number(process.env['LAKE_SEED'] ?? 7);

let postgres: TestPostgres;
let folder: ReturnType<typeof temporaryFolder>;
let both: BothLakes;
let database: Database;

beforeAll(async () => {
    postgres = await testPostgres();
    folder = temporaryFolder();
    both = await BothLakes.create(folder.path, postgres, spark.socket);
    database = both.writer;
    await database.run(HISTORY_MACROS);
});

afterAll(async () => {
    both?.close();
    await postgres?.stop();
    folder?.remove();
});

type Texts = Readonly<Record<(typeof KAGGLE_COLUMNS)[number], string | null>>;

const USUAL: Texts = {
    event_time: '2019-10-01 00:00:00 UTC',
    event_type: 'view',
    product_id: '1',
    category_id: '2',
    category_code: 'a.b',
    brand: 'apple',
    price: '1.5',
    user_id: '3',
    user_session: 's',
};

const HEADER = KAGGLE_COLUMNS.join(',');
const LINE = Object.values(USUAL).join(',');

describe('a typed line', () => {
    /** How each engine types these lines: the values of one that is taken, or the reason and the text of one that is set aside; null where its file is refused. */
    async function typed(lines: readonly Texts[]): Promise<{ duckdb: unknown[]; spark: unknown[] }> {
        const file = join(folder.path, 'texts.parquet');
        const values = lines.map((line) => `(${KAGGLE_COLUMNS.map((column) => (line[column] === null ? 'null' : literal(line[column]))).join(', ')})`);
        await database.run(`copy (select cast(columns(*) as varchar) from (values ${values.join(', ')}) as texts(${KAGGLE_COLUMNS.join(', ')})) to ${literal(file)} (format parquet)`);
        const columns = 'event_id, session_id, product_id, event_type, event_time, price, quantity, line_user_id, line_category_id, line_category_code, line_brand, line_user_session';
        const isSetAside = 'line_rejected_because is not null';
        const ofDuckdb = await duckdbTexts(database, `select line_rejected_because, case when ${isSetAside} then ${TEXT_OF_LINE} end, ${columns} from (${typedLines(`read_parquet(${literal(file)})`)})`);
        const ofSpark = await both.inSession(async (session) => {
            await session.ask('create or replace temporary function column_count() returns int return 9');
            await session.ask(`create or replace temp view named_lines as select cast(0 as bigint) as place, '' as line, array_repeat('', 9) as parts, cast(null as string) as refused_because, * from parquet.\`${file}\``);
            return (await session.ask(`select line_rejected_because, get_json_object(line_values, '$.text'), ${columns}, get_json_object(line_values, '$.is_refused') from (${TYPED_LINES})`)).rows;
        });
        const outcome = ([reason, text, ...values]: readonly unknown[]) => (reason === null ? values : { reason, text });
        return { duckdb: ofDuckdb.map(outcome), spark: ofSpark.map((row) => (row.at(-1) === 'true' ? null : outcome(row.slice(0, -1)))) };
    }

    const changed = (column: keyof Texts, ...texts: readonly (string | null)[]): Texts[] => texts.map((text) => ({ ...USUAL, [column]: text }));
    const first = (cases: readonly (readonly [string, unknown])[]) => cases.map(([text]) => text);
    const isRounded = (text: string) => /e/i.test(text) && /\d/.test(text);

    test('is the same on both engines, in all values, or set aside for the same reason', async () => {
        const ids = [...first(WHOLE_NUMBERS), ...NO_WHOLE_NUMBERS, ...NUMBERS_OF_PROGRAMS, '+5', ' 5 ', '5.', '-0', '00000000000000000000000000000000000005', '5\t', '٣'].filter((text) => !isRounded(text));
        const odd = [null, ' ', 'x'.repeat(20_000), 'ä👍e\u0301', 'a"b', 'a,b', '\u001F', 'x\u001Fy', '\t', '\u2028', '\\', "'", 'null', 'NULL'];
        const lines = [
            ...changed('event_time', ...first(TIMES), ...NO_TIMES, null, '1969-12-31 23:59:59.001', '1999-12-31 23:59:59', '2262-05-01 00:00:00', '9999-12-31 23:59:59.999999 UTC', '0001-01-01'),
            ...(['product_id', 'category_id', 'user_id'] as const).flatMap((column) => changed(column, null, ...ids)),
            ...changed('price', ...first(AMOUNTS), ...NO_AMOUNTS, null, '1.50', '1.00000', '1.00001', '1.99995', '-1.00005', '0.00001', '99999999999999.99999', '1_000', '1e2', '1.5e1', '1.5E-3', '1e-5', '1e13', '1e14', '1e15', '1e-20', '12345.678e-1', '0.00000000000000000001'),
            ...(['event_type', 'category_code', 'brand', 'user_session'] as const).flatMap((column) => changed(column, ...odd)),
            { ...USUAL, event_type: null, product_id: null, category_id: null, category_code: null, brand: null, price: null, user_id: null, user_session: null },
            { ...USUAL, user_id: null },
        ];
        const { duckdb, spark } = await typed(lines);
        expect(spark).toHaveLength(lines.length);
        expect(spark).toEqual(duckdb);
    });

    test('of any text is the same on both engines, or has its file refused on Spark', async () => {
        const signs = [...'0123456789-+:. TZeE_,xU'];
        const mutated = (texts: readonly string[]) =>
            fc.tuple(fc.constantFrom(...texts), fc.array(fc.tuple(fc.nat(30), fc.constantFrom(...signs, ''), fc.boolean()), { maxLength: 3 })).map(([text, edits]) =>
                edits.reduce((so, [place, sign, isInserted]) => so.slice(0, place) + sign + so.slice(place + (isInserted ? 0 : 1)), text),
            );
        const some = (text: fc.Arbitrary<string>, column: keyof Texts, count: number) => fc.sample(text, { seed: SEED, numRuns: count }).map((one) => ({ ...USUAL, [column]: one === '' ? null : one }));
        const lines = [
            ...some(mutated(first(TIMES)), 'event_time', 2000),
            ...some(mutated([...first(AMOUNTS), '100000000000000', '12.345678', '1.5e2', '2E-4', '0.1e-12']), 'price', 2000),
            ...some(mutated([...first(WHOLE_NUMBERS), ...NO_WHOLE_NUMBERS]), 'product_id', 1000),
        ];
        const { duckdb, spark } = await typed(lines);
        const differing = lines.flatMap((line, place) => (spark[place] === null || JSON.stringify(spark[place]) === JSON.stringify(duckdb[place]) ? [] : [{ ...line, duckdb: duckdb[place], spark: spark[place] }]));
        expect(differing).toEqual([]);
        expect(spark.filter((one) => one === null).length).toBeLessThan(lines.length / 2);
        expect(spark.filter(Array.isArray).length).toBeGreaterThan(lines.length / 10);
    });
});

/** What is imported: where raw is, and behind how many moved files it is broken off. */
interface Import {
    readonly file: string;
    readonly raw: string;
    readonly after?: number;
}

async function importOnSpark(imports: readonly Import[]): Promise<(string | null)[]> {
    const files = imports.map(({ file, raw, after }) => ({ file: pathToFileURL(file).href, raw: pathToFileURL(raw).href, ...(after === undefined ? {} : { after }) }));
    const { output, code } = await both.inSession((session) =>
        session.run({ script: join(import.meta.dirname, 'import-files.py'), args: { files: JSON.stringify(files), catalog: both.catalogue.name }, modules: MODULES }),
    );
    expect({ code, output }).toMatchObject({ code: 0 });
    return JSON.parse(output.trimEnd().split('\n').at(-1)!) as (string | null)[];
}

/** Imports a file with DuckDB. @returns its raw, or what failed */
async function importLocally(file: string): Promise<string | Error> {
    const paths = lakePaths(`${file}-lake`);
    mkdirSync(paths.scratch, { recursive: true });
    mkdirSync(paths.raw, { recursive: true });
    return await importFile(paths, file).then(
        () => paths.raw,
        (error: unknown) => error as Error,
    );
}

const rejectedLines = (raw: string, { digest }: ImportManifest): string[] => {
    const file = join(raw, '_rejected', `${digest}.jsonl`);
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.stringify(JSON.parse(line))) : [];
};

/** Both have one import, with the same counts, the same records of each table and the same lines set aside. */
async function expectSameImport(local: string, ofSpark: string): Promise<void> {
    const [[one], [other]] = [readManifests(local), readManifests(ofSpark)];
    const { files: localFiles, ...told } = one!;
    const { files: sparkFiles, ...toldBySpark } = other!;
    expect(toldBySpark).toEqual(told);
    expect(rejectedLines(ofSpark, other!)).toEqual(rejectedLines(local, one!));
    expect(new Set(sparkFiles.map(({ table }) => table))).toEqual(new Set(localFiles.map(({ table }) => table)));
    for (const table of new Set(localFiles.map((file) => file.table))) {
        const relation = (raw: string, files: ImportManifest['files']) =>
            `read_parquet([${files.filter((file) => file.table === table).map(({ path }) => literal(join(raw, path))).join(', ')}])`;
        const [ofLocal, bySpark] = [relation(local, localFiles), relation(ofSpark, sparkFiles)];
        const columns = (from: string) => database.rows(`select column_name, column_type from (describe select * from ${from})`);
        expect(await columns(bySpark), table).toEqual(await columns(ofLocal));
        expect(await duckdbTexts(database, `select * from ${bySpark} except all select * from ${ofLocal} limit 3`), table).toEqual([]);
        expect(await duckdbTexts(database, `select * from ${ofLocal} except all select * from ${bySpark} limit 3`), table).toEqual([]);
        const rows = (files: ImportManifest['files']) => files.filter((file) => file.table === table).reduce((sum, file) => sum + file.rows, 0);
        expect(rows(sparkFiles), table).toBe(rows(localFiles));
        expect(await database.row(`select count(*) as n from ${bySpark}`), table).toEqual({ n: BigInt(rows(sparkFiles)) });
    }
}

const given = (name: string, content: string | Buffer): string => {
    const file = join(folder.path, name);
    writeFileSync(file, content);
    return file;
};

const emptyRaw = (name: string): string => {
    const raw = join(folder.path, `${name}-raw`);
    mkdirSync(raw);
    return raw;
};

/** Another order, columns that are not read, and missing ones. */
const REORDERED = `\uFEFFunnamed: 0,User_Session,price, event_type ,event_time,"note, of ""ours""",user_id,product_id`;

/** Lines of every kind that is set aside, and some that are not. */
const LINES = [HEADER, LINE, '', 'a,b', `${LINE},`, `${LINE},x,y`, '  ', `"a",b,"c,d"`, `${LINE.replace('1.5', 'a lot')}`, LINE.replace('00:00:00', '25:00:00'), ',,,,,,,,'].join('\n');

const FILES: Readonly<Record<string, string | Buffer>> = {
    'quotes.csv': [HEADER, LINE, `"2019-10-01 00:00:01 UTC","view","1","2","a.b","ap""ple, x","1.5","3","s"`, `2019-10-01 00:00:02 UTC,view,1,2,"",ä👍,1.5,3,""`, `2019-10-01 00:00:03 UTC,view,"1,5",2,a.b,"ap""p",1.5,3,s`, ''].join('\n'),
    'reordered.csv.gz': gzipSync([REORDERED, `0,s1,5,view,2019-10-01,x,7,9`, `1,s1,6.5,cart,2019-10-02 01:02:03.5+02:00,,7,9.0`, `2,,6.5,cart,1999-12-31,,7,8`, `3,s2,,,2250-01-01,,,`].join('\r\n')),
    'no-header.csv': `0,${LINE}\n1,${LINE.replace('a.b', 'a..b')}\n2,${LINE.replace(',2,a.b,', ',,c.d.e,')}\n3,${LINE.replace(',a.b,', ',,')}\n`,
    'bom.csv': `\uFEFF${LINE}\n${LINE}\n`,
    'header.csv': `${HEADER}\n`,
    'nothing-readable.csv': `${HEADER}\nx\n`,
};

describe('the same file through both importers', () => {
    test('becomes the same records, counts and lines that are set aside', async () => {
        const month = join(folder.path, 'month.csv.gz');
        await writeShopMonth(month, { rows: 60_000, faults: true });
        const files = [month, ...Object.entries(FILES).map(([name, content]) => given(name, content))];
        const imports = files.map((file) => ({ file, raw: emptyRaw(file.slice(folder.path.length + 1)) }));
        expect(await importOnSpark(imports)).toEqual(files.map(() => null));
        for (const { file, raw } of imports) {
            const local = await importLocally(file);
            expect(local).toBeTypeOf('string');
            await expectSameImport(local as string, raw);
            expect(readdirSync(raw)).not.toContain('_prepared');
        }
        const [told] = readManifests(imports[0]!.raw);
        expect(told).toMatchObject({ lines: 60_000, rejected: 4 });
    });

    test('is imported once, whichever is first, and taken in by the next run of both', async () => {
        const [mine, theirs] = [given('mine.csv', `${HEADER}\n${LINE}\n`), given('theirs.csv', `${HEADER}\n${LINE.replace('00:00:00', '00:00:05').replace('a.b', 'a.c')}\n`)];
        expect((await importFile(both.lake.paths, theirs)).wasThere).toBe(false);
        expect(await both.phase('import', { ...both.args, file: pathToFileURL(mine).href })).toMatchObject({ code: 0, output: expect.stringContaining('"event": "finished"') });
        const before = readManifests(both.raw);
        expect(before).toHaveLength(2);
        expect((await importFile(both.lake.paths, mine)).wasThere).toBe(true);
        expect((await importFile(both.lake.paths, theirs)).wasThere).toBe(true);
        expect(await importOnSpark([mine, theirs].map((file) => ({ file, raw: both.raw })))).toEqual([null, null]);
        expect(readManifests(both.raw)).toEqual(before);
        await both.onDuckdb();
        for (const name of ['facts', 'dimensions']) expect(await both.phase(name)).toMatchObject({ code: 0 });
        expect(await both.ofSpark()).toEqual(await both.ofDuckdb());
        expect(await both.lake.database.row('select count(*) as n from model.fact_user_events')).toEqual({ n: 2n });
    });

    test('leaves nothing that counts when it is broken off, and becomes the same when it is started again', async () => {
        const file = given('broken-off.csv', LINES);
        const raw = emptyRaw('broken-off');
        // A file of each table at least, and one of the lines set aside, come before the manifest.
        for (const after of [3, 7]) {
            expect(await importOnSpark([{ file, raw, after }])).toEqual(['broken off']);
            expect(readdirSync(raw)).toContain('_prepared');
            expect(readManifests(raw)).toEqual([]);
        }
        expect(await importOnSpark([{ file, raw }])).toEqual([null]);
        await expectSameImport((await importLocally(file)) as string, raw);
        const named = readManifests(raw)[0]!.files.map(({ path }) => path);
        expect(readdirSync(join(raw, 'history', 'public'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length).toBe(named.length);
        expect(readdirSync(raw).sort()).toEqual(['_rejected', 'history']);
    });
});

describe('the phase refuses, in one sentence,', () => {
    const csv = (...lines: readonly string[]) => [HEADER, ...lines, ''].join('\n');
    const REFUSED: Readonly<Record<string, readonly [content: string | Buffer, sentence: RegExp]>> = {
        'open-quote.csv': [csv(LINE, LINE.replace('apple', '"apple'), LINE), /has a quote that is not closed or stands within a value in line 3, which this phase does not take: `lake import` does/],
        'quote-within.csv': [csv(LINE.replace('apple', 'ap"ple')), /has a quote .* in line 2/],
        'line-end-within.csv': [csv(LINE.replace('apple', '"ap\nple"')), /has a quote .* in line 2/],
        'latin1.csv': [Buffer.from(csv(LINE.replace('apple', 'é')), 'latin1'), /has bytes that are no UTF-8 in line 2/],
        'zero.csv': [csv(LINE, LINE.replace('apple', 'ap\0ple')), /has a zero byte in line 3/],
        'return.csv': [csv(LINE.replace('apple', 'ap\rple')), /has a carriage return within it in line 2/],
        'rounded.csv': [csv(LINE.replace(',2,', ',1.48758E+18,')), /has the category_id 1\.48758E\+18, which may have lost digits, in line 2/],
        'time.csv': [csv(LINE.replace('00:00:00 UTC', '00:00:00 Europe/Berlin')), /has the time 2019-10-01 00:00:00 Europe\/Berlin in line 2/],
        'price.csv': [csv(LINE.replace('1.5', '1.5 ')), /has the price 1\.5 {2}in line 2/],
        'long.csv': [csv(LINE.replace('apple', 'x'.repeat(1_000_000))), /has more than 1000000 bytes in line 2/],
        'empty.csv': ['', /is empty: name a file that has lines/],
        'other.csv': ['a,b\n1,2\n', /is not in the Kaggle format: .*it is: "a,b"$/],
        'lacking.csv': [`${HEADER.replace('price,', '')}\n`, /lacks the column price: /],
        'twice.csv': [`${HEADER},brand\n`, /has the column brand twice/],
        'archive.csv': [Buffer.from('PK\x03\x04rest'), /is a zip archive or an Excel workbook/],
        'page.csv': ['<!doctype html>', /is a web page or XML/],
        'cut-off.csv.gz': [gzipSync(csv(Array.from({ length: 200_000 }, (_, place) => LINE.replace(/s$/, `s${place}`)).join('\n'))).subarray(0, 200_000), /is no whole gzip/],
        'flipped.csv.gz': [flipped(gzipSync(csv(LINE, LINE))), /is no whole gzip/],
        'gzip.csv': [gzipSync(csv(LINE)), /is in gzip, and its name says otherwise/],
        'plain.csv.gz': [csv(LINE), /is not compressed, and its name says otherwise/],
        'star*.csv': [csv(LINE), /has a sign that is a pattern to Hadoop/],
    };

    /** The checksum at its end does not fit any more. */
    function flipped(gzip: Buffer): Buffer {
        const place = gzip.length - 8;
        return Buffer.concat([gzip.subarray(0, place), Buffer.from([gzip[place]! ^ 1]), gzip.subarray(place + 1)]);
    }

    test('what only `lake import` takes and what nobody does, and leaves raw as it was', async () => {
        const raw = emptyRaw('refused');
        const names = Object.keys(REFUSED);
        const ends = await importOnSpark([...names.map((name) => ({ file: given(name, REFUSED[name]![0]), raw })), { file: join(folder.path, 'absent.csv'), raw }, { file: folder.path, raw }]);
        for (const [place, name] of names.entries()) {
            expect({ name, end: ends[place] }).toEqual({ name, end: expect.stringMatching(REFUSED[name]![1]) });
            expect(ends[place]).not.toContain('\n');
        }
        expect(ends.slice(names.length)).toEqual([expect.stringMatching(/absent\.csv is not there/), expect.stringMatching(/is a folder: name one file/)]);
        expect(readdirSync(raw)).toEqual([]);
    });
});
