import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callLake } from './oracle/call-lake.js';
import { temporaryFolder } from './oracle/temporary-lake.js';

const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
/** Moves the cursor, turns the reading order, is markup and a formula. */
const EVIL = '=cmd()|\u001b[2J<b>\u202eview';

let folder: ReturnType<typeof temporaryFolder>;
let lake: string;
const call = (...args: string[]) => callLake(...args, '--lake', lake);

beforeAll(async () => {
    folder = temporaryFolder();
    lake = join(folder.path, 'lake');
    const file = join(folder.path, 'events.csv');
    const lines = ['view,1,100,a.b,acme,0', 'view,2,100,a.b,acme,0', `${EVIL},3,100,a.b,acme,1.00`, `${EVIL},3,100,a.b,acme,1.00`, 'view,4,100,a.b,acme,1.00'];
    writeFileSync(file, `${HEADER}\n${lines.map((line) => `2020-04-01 00:00:00 UTC,${line},7,s1`).join('\n')}\n`);
    expect((await call('import', file)).status).toBe(0);
    expect((await call('run')).status).toBe(0);
});
afterAll(() => folder.remove());

interface Listed {
    readonly rule_name: string;
    readonly status: string;
    readonly records: number;
    readonly example: string;
    readonly example_value: string;
    readonly example_file: string;
}
const list = async (): Promise<Listed[]> => JSON.parse((await call('quarantine', 'list', '--format', 'json')).stdout) as Listed[];
const ofRule = async (rule: string) => (await list()).find(({ rule_name }) => rule_name === rule)!;

describe('lake quarantine', () => {
    test('lists what was set aside by table, rule and status, with an example and its file', async () => {
        expect(await list()).toMatchObject([
            { table_name: 'events', rule_name: 'event_type_known', status: 'open', records: 2, files: 1, example_value: EVIL },
            { table_name: 'events', rule_name: 'price_positive', status: 'open', records: 2, files: 1, example_value: '0.0000' },
        ]);
        expect((await ofRule('price_positive')).example_file).toMatch(/^history\/public\/events\/[0-9a-f]{32}\.parquet$/);
        expect((await ofRule('price_positive')).example).toMatch(/^[0-9a-f]{16}$/);
    });

    test('writes text that could do harm to a terminal as escapes', async () => {
        const { stdout } = await call('quarantine', 'show', (await ofRule('event_type_known')).example);
        expect(stdout).toContain('value          =cmd()|\\x1b[2J<b>\\u202eview\n');
        expect(stdout).toContain('breaks         event_type_known: The type is one of view, cart, remove_from_cart, purchase.\n');
        expect(stdout + (await call('quarantine')).stdout).not.toMatch(/[\u001b\u202e]/);
    });

    test('shows the file and the line that a record was imported from', async () => {
        const { stdout } = await call('quarantine', 'show', (await ofRule('event_type_known')).example);
        expect(stdout).toMatch(/^imported from {2}events\.csv$/m);
        expect(stdout).toMatch(/^copies {9}2 equal records have this name; release and drop take them all$/m);
        expect(stdout).toMatch(/Its line said also:\nuser_id +7\ncategory_id +100\ncategory_code +a\.b\nbrand +acme\nuser_session +s1\n$/);
    });

    test('shows a record with all digits of its key', async () => {
        const { example } = await ofRule('price_positive');
        const key = JSON.parse((await call('query', `select regexp_extract(record, '"event_id":([0-9]+)', 1) as key from clean.quarantine where quarantine_id = '${example}'`, '--format', 'json')).stdout) as { key: string }[];
        expect(key[0]!.key).toMatch(/^1585699200000\d{17}$/);
        const { stdout } = await call('quarantine', 'show', example.slice(0, 8));
        expect(stdout).toContain(key[0]!.key);
        expect(stdout).not.toMatch(/^copies/m);
    });

    test.each([
        [['show', '0000000000000000'], 'No record is called 0000000000000000: quarantine list shows what there is, clean.quarantine all of them.\n'],
        [['show', "' or true --"], `"' or true --" is no name of a record: give the 16 digits that \`quarantine list\` shows, or at least the first 4.\n`],
        [['release'], 'Say which records are meant: their names, --table, --rule, or --all.\n'],
        [['release', '--all', '--table', 'events'], '--all is for all open records: leave names, --table and --rule out.\n'],
        [['drop', '0000', '--reason', 'x'], 'No record is called 0000: quarantine list shows what there is, clean.quarantine all of them.\n'],
        [['release', '00000000'], 'No record is called 00000000: quarantine list shows what there is, clean.quarantine all of them.\n'],
        [['release', '--rule', 'price'], /^There is no rule "price": the rules are event_time_plausible, event_type_known, key_present, /],
        [['drop', '--all', '--reason', ' '], '--reason is empty: say why the records are given up; it is kept with them.\n'],
        [['drop', '--all'], /^required option '--reason <text>' not specified\n/],
        [['drop', '--table', 'nothing', '--reason', 'x'], /argument 'nothing' is invalid/],
    ])('refuses %j with exit code 2', async (args, message) => {
        const { status, stdout, stderr } = await call('quarantine', ...args);
        expect([status, stdout]).toEqual([2, '']);
        if (typeof message === 'string') expect(stderr).toBe(message);
        else expect(stderr).toMatch(message);
    });

    test('refuses a folder without a lake, and makes none', async () => {
        const { status, stderr } = await callLake('quarantine', 'release', '--all', '--lake', join(folder.path, 'none'));
        expect([status, stderr.startsWith('There is no lake in ')]).toEqual([2, true]);
    });

    test('says that a rule stands, and drops by rule with the reason', async () => {
        expect((await call('quarantine', 'release', '--all')).stdout).toBe('Released 0; 4 still break a rule.\n');
        expect((await call('quarantine', 'drop', '--rule', 'price_positive', '--reason', 'samples')).stdout).toMatch(/^Dropped 2; /);
        expect((await list()).map(({ rule_name, status, records }) => [rule_name, status, records])).toEqual([
            ['event_type_known', 'open', 2],
            ['price_positive', 'dropped', 2],
        ]);
        expect((await call('quarantine', 'show', (await ofRule('price_positive')).example)).stdout).toMatch(/^status {9}dropped at .* UTC: samples$/m);
        const nothing = await call('quarantine', 'drop', '--rule', 'price_positive', '--reason', 'again');
        expect([nothing.status, nothing.stderr]).toEqual([0, 'No open record is meant by that: quarantine list shows what there is.\n']);
    });
});

describe('the log of a run', () => {
    test('has a line of JSON per step, with its rows and seconds and no content', async () => {
        const text = readFileSync(join(lake, 'logs', 'run-000001.jsonl'), 'utf8');
        const entries = text.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
        expect(entries[0]).toMatchObject({ run_id: 1, event: 'started' });
        expect(entries.at(-1)).toMatchObject({ run_id: 1, event: 'ended' });
        expect(entries.find(({ step }) => step === 'clean.events')).toMatchObject({ run_id: 1, event: 'step', rows: 5, seconds: expect.any(Number) as number });
        expect(entries.find(({ step }) => step === 'model.fact_user_events')).toMatchObject({ rows: 1 });
        expect(text).not.toContain('cmd');
    });
});
