import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LakeOwner } from '../../local/engine/lake-owner.js';
import { ExpectedError, UsageError } from '../../local/errors.js';
import { CollectedOutput } from './collected-output.js';
import { runQuery } from './run-query.js';
import { type ThrowAwayLake, throwAwayLake } from './throw-away-lake.js';

let made: ThrowAwayLake;
const temporary = process.env['TMPDIR'];

beforeAll(async () => {
    made = await throwAwayLake();
    mkdirSync(join(made.folder, 'out'));
    mkdirSync(join(made.folder, 'temporary'));
    process.env['TMPDIR'] = join(made.folder, 'temporary');
});

afterEach(() => {
    expect(readdirSync(join(made.folder, 'temporary')).filter((name) => name.startsWith('.lake-query-'))).toEqual([]);
});

afterAll(() => {
    if (temporary === undefined) {
        delete process.env['TMPDIR'];
    } else {
        process.env['TMPDIR'] = temporary;
    }
    made.remove();
});

async function ask(sql: string): Promise<string> {
    const stdout = new CollectedOutput();
    await runQuery({ lake: made.lake, sql, format: 'csv', stdout });
    return stdout.text;
}

describe('a query that fails on the way', () => {
    // Late enough that the first rows are out before it fails.
    const sql = "select case when range = 700000 then error('late') else range end as number from range(1000000)";

    it('fails after it has written the rows before', async () => {
        const stdout = new CollectedOutput();
        await expect(runQuery({ lake: made.lake, sql, format: 'csv', stdout })).rejects.toThrow(new UsageError('Invalid Input error: late'));
        expect(stdout.text).toMatch(/^number\n0\n1\n2\n/);
    });

    it.each(['csv', 'json', 'parquet'] as const)('leaves no %s file', async (format) => {
        const output = join(made.folder, 'out', `late.${format}`);
        await expect(runQuery({ lake: made.lake, sql, format, output, stdout: new CollectedOutput() })).rejects.toThrow('late');
        expect(readdirSync(join(made.folder, 'out'))).toEqual([]);
    });
});

describe('--output', () => {
    const run = (output: string, sql = 'select 1 as one') =>
        runQuery({ lake: made.lake, sql, format: 'csv', output, stdout: new CollectedOutput() });

    it('writes a file, replacing one that is there, and nothing else', async () => {
        const folder = join(made.folder, 'replaced');
        mkdirSync(folder);
        writeFileSync(join(folder, 'one.csv'), 'old and much longer than the new');
        await run(join(folder, 'one.csv'));
        expect(readFileSync(join(folder, 'one.csv'), 'utf8')).toBe('one\n1\n');
        expect(readdirSync(folder)).toEqual(['one.csv']);
    });

    it('keeps the file that was there when the query is wrong', async () => {
        const file = join(made.folder, 'kept.csv');
        writeFileSync(file, 'old');
        await expect(run(file, 'select nothing')).rejects.toThrow(UsageError);
        expect(readFileSync(file, 'utf8')).toBe('old');
    });

    it('refuses a folder that is missing, a folder as the file, and any place in the lake', async () => {
        await expect(run(join(made.folder, 'missing', 'x.csv'))).rejects.toThrow(/There is no folder .*missing/);
        await expect(run(made.folder)).rejects.toThrow('is not a file');
        await expect(run('/dev/null')).rejects.toThrow('is not a file');
        await expect(run(join(made.lake, 'lake.duckdb'))).rejects.toThrow('is inside the lake');
        symlinkSync(made.lake, join(made.folder, 'link'));
        await expect(run(join(made.folder, 'link', 'x.csv'))).rejects.toThrow('is inside the lake');
    });
});

describe('the lake', () => {
    it('is asked for when it is missing', async () => {
        const lake = join(made.folder, 'no-lake');
        await expect(runQuery({ lake, sql: 'select 1', format: 'csv', output: 'x.csv', stdout: new CollectedOutput() })).rejects.toThrow(
            new UsageError(
                `There is no lake in ${lake} (lake.duckdb is missing): make one with \`./lake import FILE --lake ${JSON.stringify(lake)}\` and \`./lake run --lake ${JSON.stringify(lake)}\`, or name another folder with --lake DIR.`,
            ),
        );
        expect(existsSync(lake)).toBe(false);
    });

    it('is waited for while another process writes it', async () => {
        const program = `
            require('@duckdb/node-api').DuckDBInstance.create(${JSON.stringify(join(made.lake, 'lake.duckdb'))}).then((instance) => {
                console.log('open');
                process.stdin.once('data', () => process.exit(0));
            })`;
        const holder = spawn(process.execPath, ['-e', program]);
        const ended = new Promise((resolve) => holder.once('exit', resolve));
        try {
            await new Promise((resolve) => holder.stdout.once('data', resolve));
            const owners: LakeOwner[] = [];
            const stdout = new CollectedOutput();
            const onWait = (owner: LakeOwner) => {
                owners.push(owner);
                holder.stdin.write('end\n');
            };
            await runQuery({ lake: made.lake, sql: 'select 42 as answer', format: 'csv', stdout, onWait });
            expect(owners).toEqual([{ pid: holder.pid, command: null, since: null }]);
            expect(stdout.text).toBe('answer\n42\n');
        } finally {
            holder.kill();
            await ended;
        }
    });

    it('cannot be opened when its file is not a database', async () => {
        const lake = join(made.folder, 'broken');
        mkdirSync(lake);
        writeFileSync(join(lake, 'lake.duckdb'), 'not a database, but long enough to have a header'.repeat(500));
        await expect(runQuery({ lake, sql: 'select 1', format: 'csv', stdout: new CollectedOutput() })).rejects.toThrow(ExpectedError);
    });
});

describe('a terminal', () => {
    it('is not given Parquet', async () => {
        await expect(
            runQuery({ lake: made.lake, sql: 'select 1', format: 'parquet', stdout: new CollectedOutput({ isTTY: true }) }),
        ).rejects.toThrow(UsageError);
    });

    it.each(['table', 'csv', 'json'] as const)('is given no control characters of the data as %s', async (format) => {
        const stdout = new CollectedOutput({ isTTY: true });
        await runQuery({ lake: made.lake, sql: "select chr(27) || '[2J' || chr(155) || chr(8238) as evil", format, stdout });
        expect(stdout.text).toContain('[2J');
        expect(stdout.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    });

    it('is not what a pipe gets: there the text of CSV is exact', async () => {
        expect(await ask("select chr(27) || '[2J' as evil")).toBe('evil\n\u001b[2J\n');
    });
});
