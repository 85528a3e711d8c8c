import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtProgram } from '../../test/oracle/built-program.js';

const program = builtProgram('call-main');
const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
const LINES = [
    '2020-04-01 10:00:00 UTC,view,1,100,a.b,acme,10.50,7,s1',
    '2020-04-01 10:00:00 UTC,view,1,100,a.b,acme,10.50,7,s1',
    '2020-04-01 10:00:05 UTC,cart,1,100,a.b,"\u001b]0;title\u0007",10.50,7,s1',
    '2020-04-01 10:00:09 UTC,purchase,1,100,a.b,gnp\u202eexe,10.50,7,s1',
    'no line at all',
];

let folder: string;
/** Where scratch files go. */
let scratch: string;
let file: string;

const env = () => ({ ...process.env, TMPDIR: scratch });
const call = (...args: string[]) => spawnSync(process.execPath, [program, 'profile', ...args], { encoding: 'utf8', cwd: folder, env: env() });

/** What profiles leave in the temporary folder. */
const leftOvers = () => readdirSync(scratch);

beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lake-profile-test-'));
    scratch = join(folder, 'tmp');
    mkdirSync(scratch);
    file = join(folder, 'events.csv');
    writeFileSync(file, `${[HEADER, ...LINES].join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lake profile', () => {
    it('tells what a file is like, on standard output alone, and makes no lake', () => {
        const { status, stdout, stderr } = call(file);
        expect(status, stderr).toBe(0);
        expect(stderr).toBe('');
        expect(stdout).toContain('events.csv: 5 lines, 2020-04-01T10:00:00Z to 2020-04-01T10:00:09Z\n  1 cannot be read:\n    1: values: 9 are expected, 1 are there\n');
        expect(stdout).toContain('Rows that repeat another exactly: 1 of 4, 25.0 %\n');
        expect(stdout).toMatch(/^ {2}view → cart → purchase +1 +100\.0 %$/m);
        expect(existsSync(join(folder, '.lake'))).toBe(false);
        expect(leftOvers()).toEqual([]);
    });

    it('shows what could steer a terminal as escapes, as table and as JSON', () => {
        const table = call(file).stdout;
        expect(table).toContain('\\x1b]0;title\\x07');
        expect(table).toContain('gnp\\u202eexe');
        const json = call(file, '--format', 'json').stdout;
        expect(table + json).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
        const { topBrands } = JSON.parse(json) as { topBrands: { value: string }[] };
        expect(topBrands.map(({ value }) => value)).toEqual(['acme', '\u001b]0;title\u0007', 'gnp\u202eexe']);
    });

    it('gives the same sample again, and says that it is one', () => {
        const one = call(file, '--sample', '2');
        expect(one.stdout).toContain('a sample of 2 of 4 rows');
        expect(call(file, '--sample', '2').stdout).toBe(one.stdout);
    });

    it('writes a page beside the report, in the place of an earlier one', () => {
        writeFileSync(join(folder, 'page.html'), 'earlier');
        const { status, stdout, stderr } = call(file, '--html', 'page.html', '--format', 'json');
        expect(status).toBe(0);
        expect(stderr).toBe('Wrote page.html.\n');
        expect((JSON.parse(stdout) as { rows: number }).rows).toBe(4);
        expect(readFileSync(join(folder, 'page.html'), 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
        expect(existsSync(join(folder, 'page.html.partial'))).toBe(false);
    });

    it('ends quietly when nobody reads its words', () => {
        const { stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${program}" profile "${file}" | true`], { encoding: 'utf8', cwd: folder, env: env() });
        expect(stderr).toBe('');
        expect(leftOvers()).toEqual([]);
    });

    it.each([
        [[], "missing required argument 'file'"],
        [['absent.csv'], '"absent.csv" does not exist: name a file to profile.'],
        [['.'], '"." is not a file: name one file to profile.'],
        [['events.csv', 'events.csv'], 'too many arguments'],
        [['events.csv', '--sample', '0'], 'a whole number from 1 on is needed.'],
        [['events.csv', '--sample', 'all'], 'a whole number from 1 on is needed.'],
        [['events.csv', '--format', 'csv'], '--format "csv" is unknown: use one of table, json.'],
        [['events.csv', '--html', 'absent/page.html'], 'for --html: make it first.'],
        [['events.csv', '--html', 'tmp'], '--html "tmp" is not a file: name one.'],
        [['events.csv', '--html', 'events.csv'], 'would overwrite the file that is read'],
        [['events.csv', '--html', 'link.html'], 'would overwrite the file that is read'],
        [['other.csv'], 'is not in the Kaggle format'],
        [['empty.csv'], 'is empty: '],
        [['cut.csv.gz'], 'is cut off: the gzip ends too early. Fetch it again.\n'],
        [['rounded.csv'], 'or take the rounded numbers as the ids with --accept-rounded-ids user_id.\n'],
    ])('%j is wrong use: one sentence, exit code 2, nothing left behind', (args, sentence) => {
        if (!existsSync(join(folder, 'link.html'))) symlinkSync(file, join(folder, 'link.html'));
        writeFileSync(join(folder, 'other.csv'), 'a,b\n1,2\n');
        writeFileSync(join(folder, 'empty.csv'), '');
        writeFileSync(join(folder, 'rounded.csv'), `${HEADER}\n2020-04-01 10:00:00 UTC,view,1,100,a.b,acme,10.50,1.5E+08,s1\n`);
        const whole = gzipSync(`${HEADER}\n${Array.from({ length: 5000 }, (_, n) => `2020-04-01 10:00:00 UTC,view,${n},1,,,1,7,s${Math.sin(n)}`).join('\n')}\n`);
        writeFileSync(join(folder, 'cut.csv.gz'), whole.subarray(0, whole.length - 1000));
        const before = readFileSync(file);
        const { status, stdout, stderr } = call(...args);
        expect(stderr).toContain(sentence);
        expect(stderr).not.toContain('    at ');
        expect(status).toBe(2);
        expect(stdout).toBe('');
        expect(leftOvers()).toEqual([]);
        expect(readFileSync(file).equals(before)).toBe(true);
    });

    it.each(['SIGINT', 'SIGTERM'] as const)('removes its scratch files and the half page when it is ended by %s', async (signal) => {
        const large = join(folder, 'large.csv');
        const line = (n: number) => `2020-04-01 10:00:00 UTC,view,${n % 5000},1,a.b,brand${n % 900},${n % 777}.5,${n % 70_000},session${n % 200_000}`;
        if (!existsSync(large)) writeFileSync(large, `${HEADER}\n${Array.from({ length: 1_500_000 }, (_, n) => line(n)).join('\n')}\n`);
        const child = spawn(process.execPath, [program, 'profile', large, '--html', 'never.html'], { cwd: folder, env: env(), stdio: 'ignore' });
        const ended = new Promise((resolve) => child.once('exit', (_code, by) => resolve(by)));
        // It works when the file of typed lines is there.
        while (!leftOvers().some((name) => existsSync(join(scratch, name, 'lines.parquet')))) {
            expect(child.exitCode).toBeNull();
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        child.kill(signal);
        expect(await ended).toBe(signal);
        expect(leftOvers()).toEqual([]);
        expect(readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([]);
    });
});
