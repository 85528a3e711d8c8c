import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testPostgres, type TestPostgres } from '../oracle/test-postgres.js';
import type { BothLakes } from './both-lakes.js';
import { randomIncrements } from './made-raw.js';
import { sharedSpark } from './shared-spark.js';
import type { ValueText } from './spark-session.js';
import { succeed, withBoth } from './with-both.js';

const spark = sharedSpark();
const DAY = 86_400_000;
/** Kept by jobs only: what the tests write there belongs to no run. */
const TABLE = 'state.renamed_categories';

let postgres: TestPostgres;

beforeAll(async () => {
    postgres = await testPostgres();
});

afterAll(async () => {
    await postgres?.stop();
});

const rows = async (both: BothLakes, sql: string) => await both.inSession(async (session) => await session.rows(sql));

/** The folder of a table. */
const placeOf = async (both: BothLakes, table: string) => fileURLToPath(String((await rows(both, `describe table extended ${table}`)).find(({ col_name }) => col_name === 'Location')!['data_type']));

/** Lets so many days go by for what the table remembers of itself. */
async function age(both: BothLakes, table: string, days: number): Promise<void> {
    const [newest] = await rows(both, `select file from ${table}.metadata_log_entries order by timestamp desc limit 1`);
    const file = fileURLToPath(String(newest!['file']));
    const older = (_: string, name: string, milliseconds: string) => `"${name}":${Number(milliseconds) - days * DAY}`;
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/"(timestamp-ms|last-updated-ms)"\s*:\s*(\d+)/g, older));
    // Hadoop's checksum of what it was before.
    rmSync(join(dirname(file), `.${basename(file)}.crc`), { force: true });
}

function writeAged(file: string, days: number): string {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'left by a writer');
    const then = new Date(Date.now() - days * DAY);
    utimesSync(file, then, then);
    return file;
}

const filesIn = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();

/** What the phase says of each table. */
const said = (output: string): Map<string, Record<string, unknown>> =>
    new Map(output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ table }) => table !== undefined).map((one) => [String(one['table']), one]));

describe('the phase of maintenance', () => {
    test('puts small files together and drops what is past its time, and a run that was broken off comes to the same after it', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            for (const [place, increment] of randomIncrements(5, 2, 20).entries()) {
                await increment(both.writer, both.raw);
                await both.onDuckdb();
                if (place === 0) await succeed(both, 'facts');
                else expect(await both.brokenOff('facts', 9)).toMatchObject({ output: expect.stringContaining('BrokenOff: behind commit 9') });
            }
            await both.inSession(async (session) => {
                for (let number = 0; number < 12; number++) await session.ask(`insert into ${TABLE} values (0, ${number})`);
            });
            await age(both, TABLE, 4);
            const snapshots = async (table: string): Promise<ValueText[]> => (await rows(both, `select snapshot_id from ${table}.snapshots order by committed_at, snapshot_id`)).map(({ snapshot_id }) => snapshot_id!);
            const [old, young, place] = [await snapshots(TABLE), await snapshots('state.runs'), await placeOf(both, TABLE)];
            const orphan = writeAged(join(place, 'data', 'orphan.parquet'), 4);
            const kept = [writeAged(join(place, 'data', 'under-way.parquet'), 2), writeAged(join(`${place}_of_another`, 'file.parquet'), 9), writeAged(join(both.raw, 'other', 'file.parquet'), 9)];
            const [raw, [{ files }]] = [filesIn(both.raw), (await rows(both, `select count(*) as files from ${TABLE}.files`)) as [Record<string, ValueText>]];
            const reader = `select * from state.runs version as of ${String(young[0])}`;
            const read = await rows(both, reader);

            const tables = said(await succeed(both, 'maintenance'));

            expect(tables.size).toBe(36);
            const after = await snapshots(TABLE);
            expect(after).toHaveLength(10);
            expect(tables.get(TABLE)).toMatchObject({ event: 'maintained', files: [Number(files), 1], orphans_removed: 1 });
            expect(Number(tables.get(TABLE)!['snapshots_expired'])).toBeGreaterThanOrEqual(old.length - 10);
            expect(await rows(both, `select count(*) as n from ${TABLE} where run_id = 0`)).toEqual([{ n: '12' }]);
            expect(old.filter((one) => !after.includes(one)).length).toBe(Number(tables.get(TABLE)!['snapshots_expired']));
            for (const one of after) await rows(both, `select count(*) as n from ${TABLE} version as of ${String(one)}`);
            expect((await snapshots('state.runs')).slice(0, young.length)).toEqual(young);
            expect(await rows(both, reader)).toEqual(read);
            expect(filesIn(place)).not.toContain(orphan);
            for (const file of kept) expect(statSync(file).size).toBeGreaterThan(0);
            expect(filesIn(both.raw)).toEqual(raw);

            expect(await succeed(both, 'facts')).toContain('"is_resumed": true');
            await succeed(both, 'dimensions');
            expect(await both.ofSpark()).toEqual(await both.ofDuckdb());
        });
    });

    test('refuses tables that share a folder, and leaves the other tables their turn when one fails, before it fails', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            const within = `${both.args['raw']!}/v1/tables`;
            await both.inSession(async (session) => {
                await session.ask('create namespace clean');
                await session.ask(`create table clean.brands (brand_id bigint) using iceberg location '${within}'`);
            });
            const { code, output } = await both.phase('maintenance');
            expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/^The folder file:\/.*\/raw\/ of raw holds file:\/.*\/v1\/tables\/ of the table clean\.brands, .* Nothing was removed\.\n$/) });

            await both.inSession(async (session) => {
                await session.ask('drop table clean.brands');
                await session.ask(`insert into ${TABLE} values (0, 1)`);
            });
            const damaged = filesIn(await placeOf(both, TABLE)).find((file) => basename(file).startsWith('snap-'))!;
            rmSync(damaged);
            const failed = await both.phase('maintenance');
            expect(failed.code).toBe(1);
            expect(failed.output).toContain(basename(damaged));
            const tables = said(failed.output);
            expect([...tables.values()].filter(({ event }) => event !== 'maintained')).toEqual([{ event: 'not maintained', table: TABLE, because: expect.any(String), at_second: expect.any(Number) }]);
            expect(tables.size).toBe(36);
        });
    });
});
