import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database } from '../local/engine/database.js';
import { openLake } from '../local/engine/lake.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { rawRows, wholeRawFiles } from '../local/engine/raw-files.js';
import { run } from '../local/engine/run.js';
import { importFile } from '../local/history/import-file.js';
import { writeShopMonth } from '../local/source/shop-month.js';
import { Steps } from '../local/steps.js';
import { sourceTables } from '../tables/index.js';
import { buildProgram } from './build-program.js';
import { builtProgram } from './oracle/built-program.js';
import { allRows, openAccounts, STEADY_TABLES } from './oracle/lake-rows.js';
import { temporaryFolder } from './oracle/temporary-lake.js';

/** Each third step, from the first, second or third by chance; all of them with LAKE_ALL_STEPS=1. */
function someOf(steps: readonly string[]): readonly string[] {
    if (process.env.LAKE_ALL_STEPS === '1') return steps;
    const first = Math.floor(3 * Math.random());
    console.log(`killed at the steps ${first}, ${first + 3}, …`);
    return steps.filter((_step, place) => place % 3 === first);
}

/** All tables but those with times of the work itself. */
const TABLES = ['model.run_accounts', 'model.quality', 'model.freshness'];

let folder: { path: string; remove: () => void };
let months: readonly string[];
let undisturbed: Awaited<ReturnType<typeof rowsOf>>;
const importSteps: string[] = [];
const runSteps: string[] = [];
const note = (names: string[]) => new Steps({ begun: (step) => void names.push(step) });

async function rowsOf(lake: string, runs = 1) {
    const { database, paths } = await openLake(lake);
    try {
        expect(await openAccounts(database, paths.raw)).toEqual([]);
        const numbers = await database.rows('select run_id, stage from state.runs order by run_id');
        expect(numbers).toEqual(Array.from({ length: runs }, (_, i) => ({ run_id: BigInt(i + 1), stage: 'finished' })));
        return { ...(await allRows(database)), ...(await allRows(database, TABLES)) };
    } finally {
        database.close();
    }
}

/** What the files of raw say whose import is whole: a run depends on nothing else. */
async function rawRowsOf(lake: string) {
    const database = await Database.open(':memory:', '');
    try {
        const rows: Record<string, unknown> = {};
        for (const { name } of sourceTables) {
            const files = wholeRawFiles(lakePaths(lake).raw).filter(({ table }) => table === name);
            const relation = rawRows(lakePaths(lake).raw, files.map(({ path }) => path));
            rows[name] = await database.rows(`select cast(record as varchar) as record from (select * exclude (filename, file_row_number) from ${relation}) as record order by record`);
        }
        return rows;
    } finally {
        database.close();
    }
}

async function imported(lake: string, file: string, steps?: Steps) {
    const paths = lakePaths(lake);
    mkdirSync(paths.scratch, { recursive: true });
    await importFile(paths, file, { steps });
}

async function published(lake: string, steps?: Steps) {
    const open = await openLake(lake);
    try {
        await run(open, { steps });
    } finally {
        open.database.close();
    }
}

/** @returns the signal that ended it */
const killed = (...args: string[]): Promise<string | null> => killedIn(builtProgram('kill-at-step'), ...args);

/** The same of another program. */
function killedIn(program: string, ...args: string[]): Promise<string | null> {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    return new Promise((resolve) => child.on('close', (_code, signal) => resolve(signal)));
}

/** The program as someone has it who mended a rule: a price of 0 is good. */
async function programWithMendedRule(copy: string): Promise<string> {
    const root = join(import.meta.dirname, '..');
    for (const name of ['cli', 'dashboard', 'local', 'sql', 'tables', 'test', 'package.json', 'tsconfig.json']) cpSync(join(root, name), join(copy, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
    const file = join(copy, 'sql', 'clean', 'events.sql');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('price <= 0');
    writeFileSync(file, text.replace('price <= 0', 'price < 0'));
    await buildProgram(copy, join(copy, 'built'));
    return join(copy, 'built', 'kill-at-step.mjs');
}

beforeAll(async () => {
    folder = temporaryFolder();
    // The second month has the records of the first and more, so that its run merges, and finds duplicates.
    months = [join(folder.path, 'first.csv.gz'), join(folder.path, 'second.csv.gz')];
    await writeShopMonth(months[0]!, { rows: 600, faults: true, duplicates: 0.05 });
    await writeShopMonth(months[1]!, { rows: 800, faults: true, duplicates: 0.05 });
    await imported(join(folder.path, 'begun'), months[0]!);
    await published(join(folder.path, 'begun'));
    cpSync(join(folder.path, 'begun'), join(folder.path, 'whole'), { recursive: true });
    await imported(join(folder.path, 'whole'), months[1]!, note(importSteps));
    cpSync(join(folder.path, 'whole'), join(folder.path, 'imported'), { recursive: true });
    await published(join(folder.path, 'whole'), note(runSteps));
    undisturbed = await rowsOf(join(folder.path, 'whole'), 2);
});
afterAll(() => folder.remove());

describe('the same command again, after it was killed, gives the rows of an undisturbed one', () => {
    test('for an import that dies at any of its steps', { timeout: 300_000 }, async () => {
        expect(importSteps).toEqual(expect.arrayContaining(['lines', 'sessions', 'events into raw', 'users into raw', 'manifest']));
        for (const step of someOf(importSteps)) {
            const lake = join(folder.path, `import at ${step}`);
            cpSync(join(folder.path, 'begun'), lake, { recursive: true });
            expect(await killed('import', lake, step, months[1]!), step).toBe('SIGKILL');
            expect(readdirSync(join(lake, 'raw', 'history', '_imports')), step).toHaveLength(1);
            await imported(lake, months[1]!);
            expect(readdirSync(join(lake, 'scratch')), step).toEqual([]);
            expect(await rawRowsOf(lake), step).toEqual(await rawRowsOf(join(folder.path, 'imported')));
            rmSync(lake, { recursive: true });
        }
    });

    test('for a run that dies at any of its steps', { timeout: 300_000 }, async () => {
        expect(runSteps).toEqual(expect.arrayContaining(['plan', 'clean.events', 'accounts', 'clean is kept', 'model.fact_user_events', 'checks', 'model is kept']));
        for (const step of someOf(runSteps)) {
            const lake = join(folder.path, `run at ${step}`);
            cpSync(join(folder.path, 'imported'), lake, { recursive: true });
            expect(await killed('run', lake, step), step).toBe('SIGKILL');
            await published(lake);
            expect(await rowsOf(lake, 2), step).toEqual(undisturbed);
        }
    });

    test('for a run of a new lake that dies again and again', { timeout: 300_000 }, async () => {
        const lake = join(folder.path, 'again and again');
        await imported(lake, months[0]!);
        for (const step of someOf(runSteps)) expect(['SIGKILL', null], step).toContain(await killed('run', lake, step));
        await published(lake);
        expect(existsSync(join(lake, 'logs', 'run-000002.jsonl'))).toBe(false);
        expect(await rowsOf(lake)).toEqual(await rowsOf(join(folder.path, 'begun')));
    });

    test('for a run of a new lake that dies while it sums the facts that it has published', { timeout: 300_000 }, async () => {
        const lake = join(folder.path, 'summing');
        await imported(lake, months[0]!);
        for (const step of ['model.daily_prices', 'after model.visit_cohorts', 'checks']) expect(await killed('run', lake, step), step).toBe('SIGKILL');
        await published(lake);
        expect(await rowsOf(lake)).toEqual(await rowsOf(join(folder.path, 'begun')));
    });

    test('for a release that dies between its steps', { timeout: 300_000 }, async () => {
        const mended = await programWithMendedRule(join(folder.path, 'mended program'));
        const contents = async (lake: string) => {
            const { database } = await openLake(lake);
            try {
                return await allRows(database, [...STEADY_TABLES, 'model.run_accounts', 'model.freshness']);
            } finally {
                database.close();
            }
        };
        const releasedAt = async (step: string) => {
            const lake = join(folder.path, `release at ${step}`);
            cpSync(join(folder.path, 'whole'), lake, { recursive: true });
            return { lake, signal: await killedIn(mended, 'release', lake, step) };
        };
        const { lake: undisturbed, signal } = await releasedAt('no step');
        expect(signal).toBeNull();
        const expected = await contents(undisturbed);
        expect(expected['clean.quarantine']!.some((row) => row.includes('released'))).toBe(true);
        for (const step of ['release.events', 'model.dim_categories', 'model.fact_user_events', 'model is kept']) {
            const { lake, signal } = await releasedAt(step);
            expect(signal, step).toBe('SIGKILL');
            await published(lake);
            expect(await killedIn(mended, 'release', lake, 'no step'), step).toBeNull();
            expect(await contents(lake), step).toEqual(expected);
        }
    });

    test('for imports and runs that die at random times', { timeout: 300_000 }, async () => {
        const program = builtProgram('call-main');
        const call = (lake: string, args: readonly string[], milliseconds?: number) =>
            spawnSync(process.execPath, [program, ...args, '--lake', lake], { encoding: 'utf8', timeout: milliseconds, killSignal: 'SIGKILL' });
        const undisturbed = join(folder.path, 'undisturbed');
        const commands = [['import', months[1]!], ['run']];
        const durations = commands.map((args) => {
            const started = performance.now();
            expect(call(undisturbed, args).status).toBe(0);
            return performance.now() - started;
        });
        const expected = await rowsOf(undisturbed);
        for (let round = 0; round < 2; round++) {
            const lake = join(folder.path, `random ${round}`);
            const times: number[] = [];
            for (const [place, args] of commands.entries()) {
                times.push(Math.ceil(durations[place]! * (0.3 + 0.7 * Math.random())));
                call(lake, args, times.at(-1));
                const again = call(lake, args);
                expect([again.status, again.stderr], `killed after ${times.join(' and ')} ms`).toEqual([0, '']);
            }
            expect(await rowsOf(lake), `killed after ${times.join(' and ')} ms`).toEqual(expected);
        }
    });
});
