import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database } from '../local/engine/database.js';
import { builtProgram } from './oracle/built-program.js';
import { callLake, filesOf } from './oracle/call-lake.js';

const program = builtProgram('call-main');
const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
const file = (name: string, count: number) => {
    const rows = Array.from({ length: count }, (_, number) => `2019-10-0${1 + (number % 9)} 00:00:00 UTC,view,${number},2,a.b,${name},1.50,7,s${number}`);
    writeFileSync(join(folder, name), `${[HEADER, ...rows].join('\n')}\n`);
    return join(folder, name);
};

let folder: string;
/** A lake with one run behind it and a second import before it. */
let whole: string;
let place = 0;

beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bad-lake-'));
    whole = join(folder, 'whole');
    expect((await callLake('import', file('first', 5000), '--lake', whole)).status).toBe(0);
    expect((await callLake('run', '--lake', whole)).status).toBe(0);
    expect((await callLake('import', file('second', 5000), '--lake', whole)).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copied(): string {
    const lake = join(folder, `lake-${++place}`);
    cpSync(whole, lake, { recursive: true });
    return lake;
}

function overwrite(path: string, at: number, length: number): void {
    const descriptor = openSync(path, 'r+');
    writeSync(descriptor, Buffer.alloc(length, 0xa5), 0, length, at);
    closeSync(descriptor);
}

const DAMAGES: Readonly<Record<string, (database: string) => void>> = {
    'its first bytes are others': (database) => overwrite(database, 0, 4096),
    'it is cut off in its header': (database) => truncateSync(database, 100),
    'it is cut off behind its header': (database) => truncateSync(database, 50_000),
    'it is cut off at its end': (database) => truncateSync(database, statSync(database).size - 300_000),
    'it is empty': (database) => truncateSync(database, 0),
    'it has other bytes in the middle': (database) => overwrite(database, 12_288, statSync(database).size - 12_288),
    'it is a folder': (database) => {
        rmSync(database);
        mkdirSync(database);
    },
};

describe("when the lake's file is damaged, run and query say so in one sentence, and a new one is built from raw", () => {
    test.each(Object.entries(DAMAGES))('as %s', async (title, damage) => {
        const lake = copied();
        damage(join(lake, 'lake.duckdb'));
        const { size } = statSync(join(lake, 'lake.duckdb'));
        for (const args of [['query', 'select sum(price), count(distinct event_id) from model.fact_user_events'], ['run']]) {
            const { status, stdout, stderr } = await callLake(...args, '--lake', lake);
            // A query reads the part that it needs, and may find that whole.
            if (title === 'it is cut off at its end' && args[0] === 'query' && status === 0) {
                expect(stdout).toMatch(/7500\.0000 │ +5000/);
                continue;
            }
            expect(stderr).toMatch(/^The lake's file ".*lake\.duckdb" is damaged \([^\n()]+\): move it, and lake\.duckdb\.wal if there is one, away and call \.\/lake run --lake ".*", which builds it again from ".*raw"\.\n$/);
            expect([status, stdout]).toEqual([1, '']);
        }
        expect(statSync(join(lake, 'lake.duckdb')).size).toBe(size);
        // An import only writes to raw, so that it needs no lake's file.
        expect((await callLake('import', file('third', 10), '--lake', lake)).status).toBe(0);
        renameSync(join(lake, 'lake.duckdb'), join(lake, 'away'));
        rmSync(join(lake, 'lake.duckdb.wal'), { force: true });
        expect((await callLake('run', '--lake', lake)).stdout).toMatch(/^events +10,010 +10,010 +0 +0 +0$/m);
    });
});

test('a lake of another version is refused by run and upgrade, and left as it is', async () => {
    const lake = copied();
    const database = await Database.open(join(lake, 'lake.duckdb'), join(lake, 'scratch'));
    await database.run('update state.version set version = 99');
    database.close();
    const sentence = `The lake in ${lake} has version 99, this program knows up to 6; use a newer program.\n`;
    expect(await callLake('run', '--lake', lake)).toEqual({ status: 2, stdout: '', stderr: sentence });
    expect(await callLake('upgrade', '--lake', lake)).toEqual({ status: 2, stdout: '', stderr: sentence });
});

describe('when a file of raw is damaged, the run says which and changes nothing, and goes on when it is back', () => {
    const parquet = (lake: string) => join(lake, 'raw', 'history', 'public', 'events', newest(lake).replace('.json', '.parquet'));
    const manifest = (lake: string) => join(lake, 'raw', 'history', '_imports', newest(lake));
    const newest = (lake: string) => {
        const imports = join(lake, 'raw', 'history', '_imports');
        return readdirSync(imports).find((name) => readFileSync(join(imports, name), 'utf8').includes('"second"'))!;
    };

    test.each([
        ['has one other byte', parquet, (path: string) => overwrite(path, 1000, 1), /^".*\.parquet" has other bytes than when it was written \(SHA-256 [0-9a-f]{12}… instead of [0-9a-f]{12}…\): put it back, or remove its manifest ".*\.json" and import the file again\.\n$/],
        ['is shorter', parquet, (path: string) => truncateSync(path, 1000), /^".*\.parquet" has 1000 bytes instead of \d+: put it back, or remove its manifest ".*\.json" and import the file again\.\n$/],
        ['is gone', parquet, (path: string) => rmSync(path), /^".*\.parquet" is gone: put it back, or remove its manifest ".*\.json" and import the file again\.\n$/],
        ['is a manifest that ends too early', manifest, (path: string) => truncateSync(path, 300), /^The manifest ".*\.json" is damaged: remove it and import its file again\.\n$/],
        ['is a manifest of null', manifest, (path: string) => writeFileSync(path, 'null'), /^The manifest ".*\.json" is damaged: remove it and import its file again\.\n$/],
        ['is a manifest without checksums', manifest, (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"checksum"', '"sum"')), /^The manifest ".*\.json" is damaged/],
    ] as const)('as it %s', async (_, which, damage, sentence) => {
        const lake = copied();
        const path = which(lake);
        cpSync(path, join(folder, 'kept'));
        damage(path);
        const { status, stdout, stderr } = await callLake('run', '--lake', lake);
        expect(stderr).toMatch(sentence);
        expect([status, stdout]).toEqual([1, '']);
        cpSync(join(folder, 'kept'), path);
        expect((await callLake('run', '--lake', lake)).stdout).toMatch(/^Run 2: 6 files[^]*^events +5,000 +5,000 +0 +0 +0$/m);
    });
});

describe('the folder of the lake', () => {
    test('that is a file is refused', async () => {
        const [lake, input] = [join(folder, 'no-folder'), file('input', 1)];
        writeFileSync(lake, 'text');
        for (const call of [['import', input], ['run'], ['query', 'select 1'], ['replicate', '--once'], ['source', '--stop'], ['verify'], ['export', 'funnel_daily', 'out'], ['dashboard'], ['upgrade']]) {
            expect(await callLake(...call, '--lake', lake), call[0]).toEqual({
                status: 2,
                stdout: '',
                stderr: `${JSON.stringify(lake)} is a file and no folder: name the lake's folder with --lake.\n`,
            });
        }
        const below = ` --lake ${JSON.stringify(join(lake, 'below'))}`;
        expect((await callLake('run', '--lake', join(lake, 'below'))).stderr).toBe(`There is no lake in ${join(lake, 'below')}: call ./lake import FILE${below} or ./lake replicate${below} first, or name its folder with --lake.\n`);
        expect(readFileSync(lake, 'utf8')).toBe('text');
        mkdirSync(join(folder, 'scratch-is-a-file'));
        writeFileSync(join(folder, 'scratch-is-a-file', 'scratch'), '');
        expect((await callLake('import', input, '--lake', join(folder, 'scratch-is-a-file'))).stderr).toContain('or its "scratch" is none: name another folder');
    });

    test('or the input, where this user has no right to it, are named', ({ skip }) => {
        const input = file('secret', 1);
        const lake = join(folder, 'locked');
        mkdirSync(lake);
        chmodSync(folder, 0o755);
        chmodSync(lake, 0o555);
        const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
        const call = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd: folder, ...asNobody, env: { ...process.env, HOME: folder } });
        if (call('--version').status !== 0) skip('this user can neither be refused by the system nor start the program as another');
        const forLake = call('import', input, '--lake', lake);
        expect(forLake.stderr).toBe(`The folder of the lake ${JSON.stringify(lake)} may not be written by this user: name another with --lake, or have it made writable.\n`);
        chmodSync(lake, 0o777);
        chmodSync(input, 0o000);
        const forInput = call('import', input, '--lake', lake);
        expect(forInput.stderr).toBe(`${JSON.stringify(input)} may not be read or written by this user.\n`);
        expect([forLake.status, forInput.status, filesOf(lake)]).toEqual([1, 1, []]);
    });
});

test.skipIf(process.platform === 'win32')('where a file may not grow as large as it must, import and run say so, leave nothing, and the same command does it later', () => {
    const lake = join(folder, 'small');
    const input = file('large', 20_000);
    const limited = (blocks: number, ...args: string[]) =>
        spawnSync('sh', ['-c', `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, program, ...args, '--lake', lake], { encoding: 'utf8', cwd: folder });
    const refused = limited(200, 'import', input);
    expect([refused.status, filesOf(lake), refused.stdout]).toEqual([1, [], '']);
    expect(refused.stderr).toMatch(/^[^\n]+ would be larger than the system allows \(ulimit -f\); nothing was left half done\. Raise the limit and call again\.\n$/);
    expect(limited(1_000_000, 'import', input).status).toBe(0);
    const broken = limited(3000, 'run');
    expect(broken.status).toBe(1);
    expect(broken.stderr).toMatch(/^[^\n]+ would be larger than the system allows \(ulimit -f\); nothing was left half done\. Raise the limit and call again\.\n$/);
    expect(limited(1_000_000, 'run').stdout).toMatch(/^events +20,000 +20,000 +0 +0 +0$/m);
});
