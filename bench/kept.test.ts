import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyLake, inWorkFolder, keepLake, keptLake } from './kept.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lake-kept-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function writeLake(name: string): string {
    const lake = join(folder, name);
    mkdirSync(join(lake, 'raw', 'history', 'events'), { recursive: true });
    writeFileSync(join(lake, 'lake.duckdb'), 'a database');
    writeFileSync(join(lake, 'raw', 'history', 'events', 'one.parquet'), 'records');
    return lake;
}

it('copies a lake so that work on the copy changes nothing of it', () => {
    const [lake, copy] = [writeLake('lake'), join(folder, 'copy')];
    copyLake(lake, copy);
    const file = join('raw', 'history', 'events', 'one.parquet');
    expect(readFileSync(join(copy, file), 'utf8')).toBe('records');
    expect(statSync(join(copy, file)).ino).toBe(statSync(join(lake, file)).ino);
    writeFileSync(join(copy, 'lake.duckdb'), 'another');
    rmSync(copy, { recursive: true });
    expect(readFileSync(join(lake, 'lake.duckdb'), 'utf8')).toBe('a database');
    expect(readFileSync(join(lake, file), 'utf8')).toBe('records');
});

it('uses a kept lake again', async () => {
    keepLake(writeLake('made'), folder, 5000);
    const said: string[] = [];
    expect(await keptLake({ folder, say: (text) => said.push(text) }, 5000)).toBe(join(folder, 'lake-5000'));
    expect(said).toEqual([]);
    expect(existsSync(join(folder, 'made'))).toBe(false);
});

it('makes a lake anew that other code has made', async () => {
    keepLake(writeLake('made'), folder, 1000);
    writeFileSync(join(folder, 'lake-1000', 'made-by.txt'), 'other code');
    const said: string[] = [];
    const lake = await keptLake({ folder, say: (text) => said.push(text.replace(/, about.*/, '')) }, 1000);
    expect(said).toEqual(['making a month of 1000 rows', 'making a lake of 1000 rows']);
    expect(statSync(join(lake, 'lake.duckdb')).size).toBeGreaterThan(1000);
});

it('removes what was worked on, also when the work fails, and what a killed call left', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    mkdirSync(join(folder, `work-${pid}`));
    mkdirSync(join(folder, `work-${process.ppid}`));
    const work = inWorkFolder(folder, async (path) => {
        writeFileSync(join(path, 'something'), '');
        throw new Error('it failed');
    });
    await expect(work).rejects.toThrow('it failed');
    expect(readdirSync(folder)).toEqual([`work-${process.ppid}`]);
});
