import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importFile } from '../../local/history/import-file.js';
import { writeShopMonth } from '../../local/source/shop-month.js';
import { changeFile, markerFile } from '../../tables/derive/raw-layout.js';
import { change, imported } from '../oracle/made-records.js';
import { temporaryFolder } from '../oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from '../oracle/test-postgres.js';
import { writeImport, writeRecords } from '../oracle/write-raw.js';
import { type BothLakes, COMPARED, MODULES, SCRIPT } from './both-lakes.js';
import { catalogueConf } from './catalogue.js';
import { type Increment, randomIncrements, replicatedIncrements } from './made-raw.js';
import { expectSameViews } from './same-views.js';
import { sharedSpark } from './shared-spark.js';
import { sharedTrino } from './shared-trino.js';
import { runSparkProgram, startSparkProgram } from './spark-program.js';
import { succeed, withBoth } from './with-both.js';

const spark = sharedSpark();
/** The same in each call, so that what is red is red again; others by LAKE_SEED. */
const SEED = Number(process.env['LAKE_SEED'] ?? 7);

let postgres: TestPostgres;

beforeAll(async () => {
    postgres = await testPostgres();
    console.log(`LAKE_SEED=${SEED} makes these histories again.`);
});

afterAll(async () => {
    await postgres?.stop();
});

async function bothPhases(both: BothLakes): Promise<void> {
    await both.onDuckdb();
    await succeed(both, 'facts');
    await succeed(both, 'dimensions');
}

async function expectEqual(both: BothLakes): Promise<void> {
    expect(await both.ofSpark()).toEqual(await both.ofDuckdb());
}

async function oneByOne(both: BothLakes, increments: readonly Increment[]): Promise<void> {
    for (const increment of increments) {
        await increment(both.writer, both.raw);
        await bothPhases(both);
        await expectEqual(both);
    }
}

describe('the scripts on Spark', () => {
    test('have what DuckDB has after each increment of any records, in all tables and columns, and at the end in all views', async () => {
        expect(COMPARED).toHaveLength(31);
        await withBoth(postgres, spark.socket, async (both) => {
            await oneByOne(both, randomIncrements(SEED, 6));
            await expectSameViews(both, sharedTrino());
        });
    });

    test('have what DuckDB has after each increment of a replicated source with loads', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            await oneByOne(both, replicatedIncrements(SEED, 3));
        });
    });

    test('have what DuckDB has in one run after they were broken off behind any commits, and do nothing when nothing is new', async () => {
        const [first, second, dimensions] = fc.sample(fc.integer({ min: 0, max: 1e6 }), { seed: SEED, numRuns: 3 }) as [number, number, number];
        // Somewhere on the whole way and then in what is left of it where all is appended, and once where it is merged.
        const places = [[1 + (first % 20), 4 + (first % 9)], [4 + (second % 18)]];
        await withBoth(postgres, spark.socket, async (both) => {
            for (const [place, increment] of randomIncrements(SEED + 1, 2).entries()) {
                await increment(both.writer, both.raw);
                await both.onDuckdb();
                for (const after of places[place]!) {
                    const { code, output } = await both.brokenOff('facts', after);
                    if (code !== 0) expect(output).toContain(`BrokenOff: behind commit ${after}`);
                }
                await succeed(both, 'facts');
            }
            await both.brokenOff('dimensions', 1 + (dimensions % 2));
            await succeed(both, 'dimensions');
            await expectEqual(both);
            const before = await both.snapshots();
            expect(await succeed(both, 'facts')).toContain('nothing new');
            expect(await both.snapshots()).toEqual(before);
        });
    });

    test('have what DuckDB has as programs of their own, also when the first is killed', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            const [increment] = randomIncrements(SEED + 2, 1, 20);
            await increment!(both.writer, both.raw);
            await both.onDuckdb();
            const program = (phase: string) => ({ spark, script: SCRIPT, args: { phase, ...both.args, turn_seconds: '10' }, conf: catalogueConf(both.catalogue), environment: { PYTHONPATH: MODULES.join(':') } });
            const killed = startSparkProgram(program('facts'));
            await expect.poll(() => killed.output(), { timeout: 200_000, interval: 50 }).toMatch(/"event": "applied", "table": "(brands|categories|products)"/);
            await killed.kill9();
            expect(await runSparkProgram(program('facts'))).toContain('"is_resumed": true');
            await runSparkProgram(program('dimensions'));
            await expectEqual(both);
        });
    });
});

describe('imported files on Spark', () => {
    /** A file through import, DuckDB and Spark. */
    async function expectEqualFrom(file: string): Promise<void> {
        await withBoth(postgres, spark.socket, async (both) => {
            await importFile(both.lake.paths, file);
            await bothPhases(both);
            await expectEqual(both);
            expect(await expectSameViews(both, sharedTrino())).toBeGreaterThan(100);
        });
    }

    test('a generated month with faults has what DuckDB has, and Trino in all views', async () => {
        const folder = temporaryFolder();
        try {
            const month = join(folder.path, 'month.csv.gz');
            await writeShopMonth(month, { rows: 3000, faults: true, duplicates: 0.02 });
            await expectEqualFrom(month);
        } finally {
            folder.remove();
        }
    });

    for (const name of ['rees46-multi-category-2019-10-01.csv.gz', 'electronics-duplicates.csv.gz']) {
        const file = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', name);
        if (!existsSync(file)) console.warn(`Skipped: the real file ${file} is not there.`);
        test.skipIf(!existsSync(file))(`the real file ${name} has what DuckDB has, and Trino in all views`, () => expectEqualFrom(file));
    }
});

describe('the tables of the scripts', () => {
    test('are of version 2 and copied on write, carry the run of each commit, and keep files of days to which nothing came', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            const event = (id: number, day: string, at: number) =>
                change('events', { event_id: id, session_id: id, product_id: 1, event_type: 'view', event_time: `${day} 12:00:00`, price: '5.0000', quantity: 1 }, { op: 'I', at, number: id });
            const path = (number: number) => changeFile(1, 'events', '2020/04/01/00', 1_585_699_200_000 + number);
            const files = async () =>
                await both.inSession(async (session) => new Map((await session.rows('select file_path, cast(partition as string) as part from model.fact_user_events.files')).map((row) => [String(row['file_path']), String(row['part'])])));
            await writeRecords(both.writer, join(both.raw, path(1)), 'events', [event(1, '2020-02-10', 1), event(2, '2020-03-20', 2)]);
            await bothPhases(both);
            const before = await files();
            expect(new Set(before.values()).size).toBe(2);
            await writeRecords(both.writer, join(both.raw, path(2)), 'events', [event(3, '2020-02-10', 3)]);
            await bothPhases(both);
            const after = await files();
            const gone = [...before].filter(([file]) => !after.has(file)).map(([, part]) => part);
            const come = [...after].filter(([file]) => !before.has(file)).map(([, part]) => part);
            const [late] = come;
            expect(new Set([...gone, ...come])).toEqual(new Set([late]));
            expect([...before].filter(([, part]) => part !== late).every(([file]) => after.has(file))).toBe(true);
            await expectEqual(both);
            await both.inSession(async (session) => {
                for (const name of COMPARED) {
                    const properties = Object.fromEntries((await session.ask(`show tblproperties ${name}`)).rows.map(([key, value]) => [String(key), value]));
                    expect(properties, name).toMatchObject({ 'format-version': '2', 'write.merge.mode': 'copy-on-write', 'write.update.mode': 'copy-on-write', 'write.delete.mode': 'copy-on-write' });
                    const snapshots = await session.rows(`select distinct summary['run_id'] as run_id from ${name}.snapshots`);
                    expect(snapshots.filter(({ run_id }) => run_id !== '1' && run_id !== '2'), name).toEqual([]);
                    expect(await session.rows(`select file_path from ${name}.all_delete_files`), name).toEqual([]);
                }
            });
        });
    });
});

describe('the script of the hourly phase refuses', () => {
    test('what it cannot take, in one sentence, and changes nothing', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            const file = join(both.raw, changeFile(1, 'brands', '2020/04/01/00', 1_585_699_200_000));
            const write = (path: string, text: string) => {
                mkdirSync(dirname(path), { recursive: true });
                writeFileSync(path, text);
            };
            const absent = await both.phase('facts', { ...both.args, raw: `${both.args['raw']}/absent` });
            expect(absent).toMatchObject({ code: 0, output: expect.stringMatching(/raw is empty[^]*nothing new/) });
            const absentFor = { ...both.args, raw: `${both.args['raw']}/absent`, turn_seconds: '5' };
            const turnOf = (renewed: string) => both.inSession((session) => session.ask(`update state.turns set owner = 'another', phase = 'backfill', renewed_at = timestamp_ntz '${renewed}', is_over = false`));
            await turnOf('2999-01-01 00:00:00');
            const second = await both.phase('facts', absentFor);
            expect(second).toMatchObject({ code: 1, output: expect.stringMatching(/"event": "waiting", "phase": "backfill"[^]*\nThe phase backfill has the lake and goes on; its turn was last renewed at 2999-01-01 00:00:00 UTC/) });
            // One that was killed leaves its turn behind.
            await turnOf('2020-01-01 00:00:00');
            expect(await both.phase('facts', absentFor)).toMatchObject({ code: 0 });

            const before = await both.snapshots();
            const refused = async (expected: RegExp, args = both.args) => {
                const { code, output } = await both.phase('facts', args);
                expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(expected) });
                expect(output.trimEnd().split('\n')).toHaveLength(1);
            };

            await refused(/^The phase facts needs the arguments .*; hash_key is missing/, { catalog: both.args['catalog']!, raw: both.args['raw']! });

            await refused(/^The catalogue absent cannot be used \(.*\): look at its settings, spark\.sql\.catalog\.absent and those that begin so/, { ...both.args, catalog: 'absent' });
            const { database } = both.catalogue;
            const unreachable = await both.inSession(async (session) => {
                await session.set(catalogueConf({ ...both.catalogue, name: 'gone', database: { ...database, config: { ...database.config, port: 1 } } }));
                return await session.run({ script: SCRIPT, args: { phase: 'facts', ...both.args, catalog: 'gone' }, modules: MODULES });
            });
            expect(unreachable).toEqual({ code: 1, output: expect.stringMatching(/^The catalogue gone cannot be used \(.*\): look at its settings, [^\n]*\n$/) });

            write(file, 'no Parquet');
            await refused(/brands\/.*parquet cannot be read as Parquet/);

            await writeRecords(both.writer, file, 'brands', [change('brands', { brand_id: 1, brand_name: 'a' }, { at: 1, number: 1 })]);
            const rewrite = (columns: string) => both.writer.run(`copy (select ${columns} from read_parquet('${file}')) to '${file}' (format parquet)`);
            await rewrite('* exclude (brand_name)');
            await refused(/parquet has no column brand_name, so that/);
            await rewrite(`*, 1.5 as brand_name`);
            await refused(/parquet has the column brand_name as decimal\(2,1\), which is not read as string/);
            await rewrite(`* replace ('a' as brand_name, 'X' as Op)`);
            await refused(/parquet has a record with "X" in Op/);
            rmSync(file);

            const damaged = join(both.raw, markerFile(1, 'brands'));
            for (const text of ['{', '5', '{"start": "2020-02-30 00:00:00.000000", "rows": 1}', '{"start": "2020-02-03 00:00:00.000000", "rows": true}']) {
                write(damaged, text);
                await refused(/^The marker .*brands\.json is damaged/);
            }
            rmSync(damaged);

            await writeImport(both.writer, both.raw, 'ab', [imported('brands', { brand_id: 1, brand_name: 'a' }, 1_585_699_200_000)]);
            const history = join(both.raw, 'history', 'public', 'brands', 'ab.parquet');
            rmSync(history);
            await refused(/ab\.parquet is gone: put it back, or remove its manifest/);
            const manifest = join(both.raw, 'history', '_imports', 'ab.json');
            const { size, text } = { size: 5, text: '12345' };
            write(history, text);
            const named = { table: 'brands', path: 'history/public/brands/ab.parquet', rows: 1, bytes: size, checksum: createHash('sha256').update('other').digest('hex') };
            write(manifest, JSON.stringify({ files: [named] }));
            await refused(/ab\.parquet has other bytes than when it was written/);
            write(manifest, '{"files": 5}');
            await refused(/^The manifest .*ab\.json is damaged/);

            expect(await both.snapshots()).toEqual(before);
        });
    });
});
