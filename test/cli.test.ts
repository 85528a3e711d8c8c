import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtProgram } from './oracle/built-program.js';
import { withLake } from './oracle/temporary-lake.js';

const program = builtProgram('call-main');
const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
const LINES = [
    '2020-04-01 10:00:00 UTC,view,1,100,electronics.smartphone,acme,10.50,7,s1',
    '2020-04-01 10:00:05 UTC,cart,1,100,electronics.smartphone,acme,10.50,7,s1',
    '2020-04-01 10:00:09 UTC,purchase,1,100,electronics.smartphone,acme,10.50,7,s1',
    '2020-04-01 10:00:09 UTC,purchase,1,100,electronics.smartphone,acme,10.50,7,s1',
    '2020-04-01 11:00:00 UTC,view,2,200,,,0.00,8,s2',
    '2020-04-01 11:00:01 UTC,view,2,200,,,3.00,8,',
    '2020-04-01 11:00:02 UTC,view,2,200,,,3.00,8,s2',
    'no line at all',
];

let folder: string;
let file: string;
let lake: string;

const call = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd: folder });

beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lake-cli-'));
    file = join(folder, 'events.csv');
    lake = join(folder, 'shop');
    writeFileSync(file, `${[HEADER, ...LINES].join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lake', () => {
    test('imports a file, runs it and answers, with every line accounted for', () => {
        const imported = call('import', file, '--lake', lake);
        expect(imported.status, imported.stderr).toBe(0);
        expect(imported.stdout).toContain('events.csv: 8 lines, 2020-04-01T10:00:00Z to 2020-04-01T11:00:02Z');
        expect(imported.stdout).toContain('1 cannot be read');

        const run = call('run', '--lake', lake);
        expect(run.status, run.stderr).toBe(0);
        // seven readable lines: four events, one repetition, one price of zero, one without a session
        expect(run.stdout).toMatch(/^events +7 +4 +0 +1 +2$/m);
        expect(run.stdout).toContain('price_positive (events): 1 of 7');
        expect(run.stdout).toContain('session_present (events): 1 of 7');
        expect(run.stderr).toBe('');

        const answer = call('query', 'select event_type, count(*) as n from model.fact_user_events group by event_type order by n desc, event_type', '--format', 'json', '--lake', lake);
        expect(JSON.parse(answer.stdout)).toEqual([
            { event_type: 'view', n: 2 },
            { event_type: 'cart', n: 1 },
            { event_type: 'purchase', n: 1 },
        ]);
    });

    test('says of a line that cannot be read which it is and why', () => {
        const rejected = join(lake, 'raw', '_rejected');
        const [name] = readdirSync(rejected);
        const lines = readFileSync(join(rejected, name!), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as unknown);
        expect(lines).toEqual([{ line: 9, reason: 'values: 9 are expected, 1 are there', text: 'no line at all' }]);
    });

    test('changes nothing when nothing is new, and says so', () => {
        const before = readFileSync(join(lake, 'lake.duckdb'));
        expect(call('import', file, '--lake', lake).stdout).toContain('imported before');
        const again = call('run', '--lake', lake);
        expect(again.status).toBe(0);
        expect(again.stdout).toBe('Nothing new in raw/; the lake is up to date.\n');
        expect(readFileSync(join(lake, 'lake.duckdb')).equals(before)).toBe(true);
    });

    test('says what it published anew where raw has nothing new', async () => {
        await withLake(lake, [], async ({ database }) => void (await database.run('update model.recurrence_policies set minimum_products = 99')));
        expect(call('run', '--lake', lake).stdout).toBe('Nothing new in raw/; published anew: model.recurrence_policies.\n');
        expect(call('run', '--lake', lake).stdout).toBe('Nothing new in raw/; the lake is up to date.\n');
    });

    test('keeps the secret of its hashes to its user', () => {
        expect(statSync(join(lake, 'hash.key')).mode & 0o777).toBe(0o600);
    });

    test('leaves no work in progress behind', () => {
        expect(readdirSync(join(lake, 'scratch'))).toEqual([]);
    });

    test('imports every file though nobody reads its words to the end', () => {
        const other = join(folder, 'other.csv');
        writeFileSync(other, `${HEADER}\n2020-04-02 10:00:00 UTC,view,1,100,,acme,1.00,7,s9\n`);
        const command = `"${process.execPath}" "${program}" import "${file}" "${other}" --lake read-by-head | head -1`;
        const { stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8', cwd: folder });
        expect(stderr).toBe('');
        expect(readdirSync(join(folder, 'read-by-head', 'raw', 'history', '_imports'))).toHaveLength(2);
    });

    test.each([
        [['frobnicate'], "unknown command 'frobnicate'"],
        [['import'], "missing required argument 'files'"],
        [['import', 'absent.csv'], '"absent.csv" does not exist: name a file or a directory to import.'],
        [['run', '--lake', 'absent'], 'There is no lake in '],
        [['query', 'select 1', '--lake', 'absent'], 'There is no lake in '],
        [['demo', '--rows', 'many'], 'a whole number from 1 to 1000000000 is needed.'],
    ])('%j is wrong use: one sentence and exit code 2', (args, sentence) => {
        const { status, stderr, stdout } = call(...args);
        expect(status).toBe(2);
        expect(stderr).toContain(sentence);
        expect(stdout).toBe('');
        expect(existsSync(join(folder, 'absent'))).toBe(false);
    });

    test('refuses a lake of a newer version and leaves it as it is', async () => {
        const { Database } = await import('../local/engine/database.js');
        const newer = join(folder, 'newer');
        call('import', file, '--lake', newer);
        call('run', '--lake', newer);
        const database = await Database.open(join(newer, 'lake.duckdb'), join(newer, 'scratch'));
        await database.run('update state.version set version = 99');
        database.close();
        const { status, stderr } = call('run', '--lake', newer);
        expect(status).toBe(2);
        expect(stderr).toContain('has version 99, this program knows up to 6; use a newer program.');
        expect(call('upgrade', '--lake', newer).status).toBe(2);
    });

    test('shows the month alone in a demo of no seconds, the same for the same seed', () => {
        const first = call('demo', '--seconds', '0', '--rows', '3000', '--lake', 'demo-1');
        const second = call('demo', '--seconds', '0', '--rows', '3000', '--lake', 'demo-2');
        expect(first.status, first.stderr).toBe(0);
        expect(first.stdout.replaceAll('demo-1', 'demo-2')).toBe(second.stdout);
        expect(first.stdout).toMatch(/^events +2,996 /m);
    });
});
