import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExpectedError } from '../../local/errors.js';
import { runQuery } from './run-query.js';
import { type ThrowAwayLake, throwAwayLake } from './throw-away-lake.js';

let made: ThrowAwayLake;
let lake: string;

beforeAll(async () => {
    made = await throwAwayLake();
    lake = made.lake;
});

afterAll(() => made.remove());

describe('standardOutput', () => {
    it('hands a slow reader no second piece before it has taken the first', async () => {
        let waiting = 0;
        let most = 0;
        const stdout = new Writable({
            write(_piece, _encoding, done) {
                setImmediate(() => {
                    waiting -= 1;
                    done();
                });
            },
        });
        const write = stdout.write.bind(stdout) as (...given: unknown[]) => boolean;
        stdout.write = ((...given: unknown[]) => {
            waiting += 1;
            most = Math.max(most, waiting);
            return write(...given);
        }) as typeof stdout.write;
        await runQuery({ lake, sql: 'from range(100000)', format: 'json', stdout });
        expect(most).toBe(1);
    });

    it.each(['csv', 'json'] as const)('ends an endless %s result quietly', async (format) => {
        const stdout = new Writable({
            write(_piece, _encoding, done) {
                done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
            },
        });
        await runQuery({ lake, sql: 'from range(1000000000000)', format, stdout });
    });

    it('ends the process with exit code 0 and without a word when the pipe is closed', async () => {
        const module = pathToFileURL(join(dirname(fileURLToPath(import.meta.url)), 'run-query.ts')).href;
        const program = `
            import { runQuery } from ${JSON.stringify(module)};
            const lake = ${JSON.stringify(lake)};
            await runQuery({ lake, sql: 'from range(1000000000000)', format: 'csv', stdout: process.stdout });
        `;
        const asked = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
        let errors = '';
        asked.stderr.on('data', (text: Buffer) => (errors += text.toString()));
        asked.stdout.once('data', () => asked.stdout.destroy());
        const code = await new Promise((resolve) => asked.once('exit', resolve));
        expect({ code, errors }).toEqual({ code: 0, errors: '' });
    });

    it('fails when standard output is a full disk', async () => {
        const stdout = new Writable({
            write(_piece, _encoding, done) {
                done(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
            },
        });
        await expect(runQuery({ lake, sql: 'select 1', format: 'csv', stdout })).rejects.toThrow(
            new ExpectedError('Writing the result to standard output failed: ENOSPC: no space left on device, write.'),
        );
    });
});
