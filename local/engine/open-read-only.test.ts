import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReadOnly, type ReadOnlyLake } from './open-read-only.js';
import { type ThrowAwayLake, throwAwayLake } from '../../cli/query/throw-away-lake.js';

// The statements below never get this far in a query, which is checked first: this is the lock behind the lock.
let made: ThrowAwayLake;
let open: ReadOnlyLake;

beforeAll(async () => {
    made = await throwAwayLake('create table numbers as select range as n from range(3000000)');
    const scratch = join(made.folder, 'scratch');
    mkdirSync(scratch);
    open = await openReadOnly({ database: join(made.lake, 'lake.duckdb'), scratch });
});

afterAll(() => {
    open.close();
    made.remove();
});

describe('openReadOnly', () => {
    it.each([
        'insert into numbers values (1)',
        'create table other (a int)',
        'drop table numbers',
        "attach '{folder}/other.duckdb'",
        "copy numbers to '{folder}/out.csv'",
        "copy numbers from '/etc/passwd'",
        "export database '{folder}/exported'",
        'install httpfs',
        'load httpfs',
        'set threads = 1',
        'set enable_external_access = true',
        'set lock_configuration = false',
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from glob('/')",
        "select * from '/etc/passwd.csv'",
        "select getenv('HOME')",
        'select st_point(1, 2)',
    ])('refuses %s', async (sql) => {
        const before = readdirSync(made.folder);
        await open.connection.run('rollback');
        await open.connection.run('begin transaction read only');
        await expect(open.connection.run(sql.replace('{folder}', made.folder))).rejects.toThrow(
            /read-only|Permission Error|configuration has been locked|lock|does not exist|exists in the spatial extension/i,
        );
        expect(readdirSync(made.folder)).toEqual(before);
    });

    it('tells times in UTC', async () => {
        await open.connection.run('rollback');
        const reader = await open.connection.runAndReadAll("select timestamptz '2020-04-01 12:00:00+02' :: varchar as at");
        expect(reader.getRows()).toEqual([['2020-04-01 10:00:00+00']]);
    });

    it('puts what does not fit in memory into the scratch folder', async () => {
        const reader = await open.connection.runAndReadAll("select current_setting('temp_directory')");
        expect(reader.getRows()).toEqual([[join(made.folder, 'scratch', 'spill')]]);
        expect(existsSync(join(made.lake, 'lake.duckdb.tmp'))).toBe(false);
    });
});
