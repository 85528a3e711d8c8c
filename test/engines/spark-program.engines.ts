import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from '../oracle/test-postgres.js';
import { type Catalogue, catalogueConf, newCatalogue } from './catalogue.js';
import { sharedSpark } from './shared-spark.js';
import { runSparkProgram, type SparkProgramProps, startSparkProgram } from './spark-program.js';
import { SparkError, SparkSession } from './spark-session.js';

const spark = sharedSpark();
const script = join(import.meta.dirname, 'write-orders.py');

function isGroup(number: number): boolean {
    try {
        return process.kill(-number, 0);
    } catch {
        return false;
    }
}

let postgres: TestPostgres;
let folder: ReturnType<typeof temporaryFolder>;
let catalogue: Catalogue;
let session: SparkSession;

beforeAll(async () => {
    folder = temporaryFolder();
    postgres = await testPostgres();
    catalogue = await newCatalogue(postgres, folder.path);
    session = await SparkSession.open(spark.socket);
    await session.use(catalogue);
});

afterAll(async () => {
    session?.close();
    await postgres?.stop();
    folder?.remove();
});

const writeOrders = (table: string, run: number): SparkProgramProps => ({
    spark,
    script,
    args: { table: `glue_catalog.shop.${table}`, run: String(run) },
    conf: catalogueConf(catalogue),
});

describe('a Spark program of the tests', () => {
    test('writes Iceberg tables, also ones that the shared Spark has read before', async () => {
        const rows = 'select * from shop.orders order by order_id';
        await session.ask('create namespace shop');
        await session.ask(`create table shop.orders (order_id bigint, price decimal(18, 4), ordered_at timestamp_ntz) using iceberg tblproperties ('format-version' = '2')`);
        await session.ask(`insert into shop.orders values (1, 0, timestamp_ntz '2020-01-01 00:00:00')`);
        expect(await session.rows(rows)).toEqual([{ order_id: '1', price: '0.0000', ordered_at: '2020-01-01 00:00:00' }]);
        expect(await runSparkProgram(writeOrders('orders', 2))).toContain('run 2 is written');
        expect(await session.rows(rows)).toEqual([
            { order_id: '1', price: '2.0000', ordered_at: '2020-02-29 23:59:59.999' },
            { order_id: '2', price: '2.0000', ordered_at: '2020-02-29 23:59:59.999' },
        ]);
        expect(await session.rows(`select summary['run_id'] as run_id from shop.orders.snapshots order by committed_at`)).toEqual([{ run_id: null }, { run_id: '2' }]);
        expect(readdirSync(join(folder.path, 'shop', 'orders')).sort()).toEqual(['data', 'metadata']);
    });

    test('fails with what it said when the script fails', async () => {
        await expect(runSparkProgram({ spark, script, args: { table: 'glue_catalog.shop.orders' } })).rejects.toThrow(/write-orders\.py ended with 2:[^]*--run/);
    });

    test('is gone when it is killed, with all that it started', async () => {
        const program = startSparkProgram(writeOrders('killed', 1));
        while (!existsSync(join(folder.path, 'shop', 'killed'))) {
            if (program.output().includes('is written')) throw new Error('It ended before it was killed.');
            await sleep(20);
        }
        await program.kill9();
        expect(await program.ended).toBe(137);
        await expect.poll(() => isGroup(program.pid!), { timeout: 20_000 }).toBe(false);
    });
});

describe('a session of the shared Spark', () => {
    test('has views and settings of its own', async () => {
        const other = await SparkSession.open(spark.socket);
        try {
            await session.ask('create or replace temporary view mine as select 1 as a');
            await session.set({ 'spark.sql.shuffle.partitions': '3' });
            expect(await session.rows('select * from mine')).toEqual([{ a: '1' }]);
            expect(await session.rows('set spark.sql.shuffle.partitions')).toEqual([{ key: 'spark.sql.shuffle.partitions', value: '3' }]);
            await expect(other.rows('select * from mine')).rejects.toThrow(/TABLE_OR_VIEW_NOT_FOUND/);
            expect(await other.rows('set spark.sql.shuffle.partitions')).toEqual([{ key: 'spark.sql.shuffle.partitions', value: '2' }]);
        } finally {
            other.close();
        }
    });

    test('tells why a statement failed, and goes on', async () => {
        const failure = await session.ask('select 1 / 0').catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(SparkError);
        expect((failure as SparkError).condition).toBe('DIVIDE_BY_ZERO');
        expect(await session.rows('select 1 as a')).toEqual([{ a: '1' }]);
    });
});
