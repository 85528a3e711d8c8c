import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lake-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that holds the folder and does something then; it answers with what it says, or how its error is called and told. */
const hold = (held: string, then = '') => {
    const text = `import { holdFolder } from ${JSON.stringify(join(import.meta.dirname, 'hold-folder.ts'))};
        try { holdFolder(${JSON.stringify(held)}); console.log('held'); } catch (error) { console.log(error.constructor.name + ': ' + error.message); process.exit(); }
        ${then}`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', text], { stdio: ['pipe', 'pipe', 'inherit'], cwd: join(import.meta.dirname, '..') });
    let said = '';
    child.stdout.on('data', (data) => (said += String(data)));
    const first = new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data).trim())));
    const end = new Promise<string>((resolve) => child.once('close', () => resolve(said.trim())));
    return { child, first, end };
};
const WAITING = 'process.stdin.resume(); process.stdin.once("end", () => process.exit());';

it('is held by one process until that ends', async () => {
    const one = hold(folder, WAITING);
    expect(await one.first).toBe('held');
    expect(await hold(folder).end).toMatch(new RegExp(`^ExpectedError: "${folder}" is in use by process ${one.child.pid}, which measures, too: `));
    one.child.stdin.end();
    await one.end;
    expect(existsSync(join(folder, 'held-by.txt'))).toBe(false);
    expect(await hold(folder).end).toBe('held');
});

it('is free for what its holder starts', async () => {
    const inner = `import { holdFolder } from ${JSON.stringify(join(import.meta.dirname, 'hold-folder.ts'))}; holdFolder(${JSON.stringify(folder)}); console.log('held, too');`;
    const one = hold(folder, `const { spawnSync } = await import('node:child_process'); spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', ${JSON.stringify(inner)}], { stdio: ['ignore', 'inherit', 'inherit'] }); console.log((await import('node:fs')).existsSync(${JSON.stringify(join(folder, 'held-by.txt'))}));`);
    expect(await one.end).toBe('held\nheld, too\ntrue');
});

it('is taken over from one that was killed', async () => {
    const one = hold(folder, WAITING);
    await one.first;
    one.child.kill('SIGKILL');
    await one.end;
    expect(existsSync(join(folder, 'held-by.txt'))).toBe(true);
    expect(await hold(folder).end).toBe('held');
});

it('is refused in a sentence where it is a file, or below one', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await hold(file).end).toBe(`UsageError: --folder "${file}" cannot be used (EEXIST): give a folder that can be written to.`);
    expect(await hold(join(file, 'below')).end).toMatch(/^UsageError: .* cannot be used \(ENOTDIR\)/);
});

it.skipIf(process.getuid?.() === 0)('is refused where nothing can be written', async () => {
    chmodSync(folder, 0o500);
    expect(await hold(folder).end).toMatch(/^UsageError: .* cannot be used \(EACCES\)/);
});
