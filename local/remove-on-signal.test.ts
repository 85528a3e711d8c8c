import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { removeOnSignal } from './remove-on-signal.js';

it('removes the folder when the process is ended, which then ends by the same signal', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lake-query-test-'));
    writeFileSync(join(folder, 'file'), '');
    const module = pathToFileURL(join(dirname(fileURLToPath(import.meta.url)), 'remove-on-signal.ts')).href;
    const program = `
        import { removeOnSignal } from ${JSON.stringify(module)};
        removeOnSignal(${JSON.stringify(folder)});
        setInterval(() => {}, 1000);
        console.log('ready');
    `;
    const process_ = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
    await new Promise((resolve) => process_.stdout.once('data', resolve));
    process_.kill('SIGTERM');
    const signal = await new Promise((resolve) => process_.once('exit', (_code, by) => resolve(by)));
    expect(signal).toBe('SIGTERM');
    expect(existsSync(folder)).toBe(false);
});

it('listens no longer than it is wanted', () => {
    const before = process.listenerCount('SIGINT');
    const forget = removeOnSignal('nothing');
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    forget();
    expect(process.listenerCount('SIGINT')).toBe(before);
});
