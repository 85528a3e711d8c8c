import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lake-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const use = (work: string) => `import { inFolder } from ${JSON.stringify(join(import.meta.dirname, 'folder.ts'))};
    import { readdirSync } from 'node:fs';
    import { spawnSync } from 'node:child_process';
    const say = (text) => console.log(text);
    await inFolder(${JSON.stringify(folder)}, say, async () => { say('in it'); ${work} });
    say('out of it');`;
const args = (text: string) => ['--import', 'tsx', '--input-type=module', '-e', text];

/** A program that works in the folder. */
function start(work: string) {
    const child = spawn(process.execPath, args(use(work)), { stdio: ['pipe', 'pipe', 'inherit'], cwd: join(import.meta.dirname, '..') });
    const said: string[] = [];
    child.stdout.on('data', (data) => said.push(...String(data).trim().split('\n')));
    const end = new Promise<string[]>((resolve) => child.once('close', () => resolve(said)));
    const says = async (text: string) => {
        while (child.exitCode === null && !said.includes(text)) await sleep(10);
    };
    return { child, said, end, says };
}
const UNTIL_TOLD = 'await new Promise((resolve) => process.stdin.once("data", resolve)); process.stdin.destroy();';

it('is worked in by one call after the other', async () => {
    const one = start(UNTIL_TOLD);
    await one.says('in it');
    const other = start('');
    const waiting = `waiting for process ${one.child.pid}, which measures in "${folder}"`;
    await other.says(waiting);
    expect(other.said).toEqual([waiting]);
    one.child.stdin.write('go on\n');
    expect(await one.end).toEqual(['in it', 'out of it']);
    expect(await other.end).toEqual([waiting, 'in it', 'out of it']);
});

it('is free for what its holder starts, and for others when the holder was killed', async () => {
    const inner = start(`const { stdout } = spawnSync(process.execPath, ${JSON.stringify(args(use("say('together');")))}, { encoding: 'utf8' }); say(stdout.trim()); ${UNTIL_TOLD}`);
    await inner.says('together');
    inner.child.kill('SIGKILL');
    await inner.end;
    expect(inner.said).toEqual(['in it', 'in it', 'together', 'out of it']);
    expect(await start('').end).toEqual(['in it', 'out of it']);
});

it('is worked in no longer when its holder was killed, in the middle of a statement either', async () => {
    const query = `const { DuckDBInstance } = await import('@duckdb/node-api'); say('at work');
        await (await (await DuckDBInstance.create()).connect()).run('select sum(hash(range) % 7) from range(60000000000)'); say('done');`;
    const holder = start(`const { spawn } = await import('node:child_process');
        await new Promise((resolve) => spawn(process.execPath, ${JSON.stringify(args(use(query)))}, { stdio: ['ignore', 'inherit', 'inherit'] }).once('close', resolve));`);
    await holder.says('at work');
    holder.child.kill('SIGKILL');
    // Both have to be gone, as both hold what it reads from.
    expect(await holder.end).toEqual(['in it', 'in it', 'at work']);
});

it('is left with nothing unfinished, and with all that is whole', async () => {
    for (const name of ['month-9.csv.gz', 'month-10.csv.gz.day3.gz', 'month-10.csv.gz.partial', 'lake-10.making', 'typed-10.parquet.partial', 'hour-1-into-10.making', 'mine.partial']) writeFileSync(join(folder, name), '');
    await start('').end;
    expect(readdirSync(folder).sort()).toEqual(['bench.lock', 'mine.partial', 'month-9.csv.gz']);
});

it('is refused in a sentence where it is a file, or below one', async () => {
    const { inFolder } = await import('./folder.js');
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const work = () => Promise.resolve();
    await expect(inFolder(file, () => {}, work)).rejects.toThrow(`--folder "${file}" cannot be used (EEXIST): give a folder that can be written to.`);
    await expect(inFolder(join(file, 'below'), () => {}, work)).rejects.toThrow('cannot be used (ENOTDIR)');
});
