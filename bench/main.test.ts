import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lake-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('leaves nothing of a month whose making is broken off', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'main.ts'), 'month', '--rows', '3000000', '--folder', folder], { stdio: 'ignore' });
    const code = new Promise((resolve) => child.once('close', resolve));
    while (child.exitCode === null && !readdirSync(folder).some((name) => name.endsWith('.day0.gz'))) await sleep(20);
    child.kill('SIGINT');
    expect(await code).toBe(130);
    expect(readdirSync(folder)).toEqual([]);
});
