import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database, literal } from '../../local/engine/database.js';
import { sqlFile } from '../../local/engine/sql-files.js';
import { temporaryFolder } from '../oracle/temporary-lake.js';
import { type Case, FAILS, isQuery, type Outcome, statementOf } from './case.js';
import { DIFFERENCES, LETTERS_OF_UNICODE_16 } from './differences.js';
import { duckdbTexts } from './duckdb-texts.js';
import { PRELUDE_CASES } from './prelude-cases.js';
import { SAME_IN_BOTH } from './same-in-both.js';
import { SAME_OPERATORS } from './same-operators.js';
import { sharedSpark } from './shared-spark.js';
import { SparkError, SparkSession } from './spark-session.js';

const PRELUDE = sqlFile('dialects/duckdb-spark.sql');
const added = [...PRELUDE.matchAll(/^create (?:or replace )?(?:macro|type)(?: if not exists)? (\w+)/gm)].map(([, name]) => name!);

let database: Database;
let spark: SparkSession;
let folder: ReturnType<typeof temporaryFolder>;

beforeAll(async () => {
    folder = temporaryFolder();
    database = await Database.open(':memory:', folder.path);
    await database.run(PRELUDE);
    spark = await SparkSession.open(sharedSpark().socket);
});

afterAll(() => {
    spark?.close();
    database?.close();
    folder?.remove();
});

async function onDuckdb(sql: string): Promise<Outcome> {
    const rows = await duckdbTexts(database, statementOf(sql)).catch((): typeof FAILS => FAILS);
    return outcome(sql, rows);
}

async function onSpark(sql: string): Promise<Outcome> {
    const rows = await spark.ask(statementOf(sql)).then(
        (answer) => answer.rows,
        (error: unknown): typeof FAILS => {
            if (error instanceof SparkError) return FAILS;
            throw error;
        },
    );
    return outcome(sql, rows);
}

const outcome = (sql: string, rows: readonly (readonly Outcome[])[] | typeof FAILS): Outcome =>
    rows === FAILS || isQuery(sql) ? (rows as Outcome) : rows[0]![0]!;

function casesOf(table: Readonly<Record<string, readonly Case[]>>): (readonly [name: string, sql: string, outcome: Outcome])[] {
    return Object.entries(table).flatMap(([name, cases]) => cases.map(([sql, outcome]) => [name, sql, outcome] as const));
}

test('the Spark of the tests is the one of Glue 6.0, reads times in UTC and refuses what overflows', async () => {
    expect(await spark.rows(`select split(version(), ' ')[0] as version, current_timezone() as zone`)).toEqual([{ version: '4.1.1', zone: 'UTC' }]);
    expect(await spark.rows('set spark.sql.ansi.enabled')).toEqual([{ key: 'spark.sql.ansi.enabled', value: 'true' }]);
});

describe('what the prelude adds to DuckDB', () => {
    test('each name has cases, and nothing else has', () => {
        expect(added.length).toBeGreaterThan(5);
        expect(Object.keys(PRELUDE_CASES).sort()).toEqual([...added].sort());
        for (const [name, cases] of Object.entries(PRELUDE_CASES)) {
            expect(cases.length, name).toBeGreaterThan(3);
            for (const [sql] of cases) expect(sql).toContain(name);
        }
    });

    test.each(casesOf(PRELUDE_CASES))('%s: %s is the same on DuckDB and Spark', async (_name, sql, expected) => {
        expect({ duckdb: await onDuckdb(sql), spark: await onSpark(sql) }).toEqual({ duckdb: expected, spark: expected });
    });
});

describe('what DuckDB and Spark have both', () => {
    test.each([...casesOf(SAME_IN_BOTH), ...casesOf(SAME_OPERATORS)])('%s: %s is the same', async (_name, sql, expected) => {
        expect({ duckdb: await onDuckdb(sql), spark: await onSpark(sql) }).toEqual({ duckdb: expected, spark: expected });
    });

    test.each(DIFFERENCES)('$sql differs, and $because', async ({ sql, duckdb, spark: ofSpark }) => {
        expect({ duckdb: await onDuckdb(sql), spark: await onSpark(sql) }).toEqual({ duckdb, spark: ofSpark });
        expect(duckdb).not.toEqual(ofSpark);
    });
});

describe('every character', () => {
    const differingIn = async (lowered: string): Promise<string[]> => {
        const path = join(folder.path, 'characters.parquet');
        await database.run(`copy (
            select cast(n as integer) as n, chr(cast(n as integer)) as letter
            from range(1, 1114112) as numbers(n) where n not between 55296 and 57343) to ${literal(path)} (format parquet)`);
        const changed = (relation: string) => `select n, ${lowered} as lowered from ${relation} where ${lowered} <> ('x' || letter || 'y') order by n`;
        const byDuckdb = new Map(await duckdbTexts(database, changed(`read_parquet(${literal(path)})`)) as [string, string][]);
        const bySpark = new Map((await spark.ask(changed(`parquet.\`${path}\``))).rows as [string, string][]);
        expect(bySpark.size).toBeGreaterThan(1000);
        const all = [...new Set([...bySpark.keys(), ...byDuckdb.keys()])].map(Number).sort((one, other) => one - other);
        const differing = all.filter((n) => bySpark.get(String(n)) !== byDuckdb.get(String(n)));
        return differing.filter((n) => !LETTERS_OF_UNICODE_16.has(n)).map((n) => String.fromCodePoint(n));
    };

    test('is made small alike but for two letters, of which one counts at the end of a word', async () => {
        expect(await differingIn(`lower('x' || letter || 'y')`)).toEqual(['İ']);
        expect(await differingIn(`lower('x' || letter) || 'y'`)).toEqual(['İ', 'Σ']);
    });

    test('is made small alike when these two are translated first', async () => {
        expect(await differingIn(`lower(translate('x' || letter, 'İΣ', 'iσ')) || 'y'`)).toEqual([]);
    });

    test('of Unicode 16 is what DuckDB does not know yet', async () => {
        const capitals = String.fromCodePoint(...LETTERS_OF_UNICODE_16.keys());
        expect(await onDuckdb(`lower('${capitals}')`)).toBe(capitals);
        expect(await onSpark(`lower('${capitals}')`)).toBe(String.fromCodePoint(...LETTERS_OF_UNICODE_16.values()));
    });
});
