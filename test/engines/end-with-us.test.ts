import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from '../../local/source/embedded/postmaster.js';
import { inFolder } from '../oracle/temporary-lake.js';

/** Starts a program that takes long, in a group of its own, and says which it is. */
const PROGRAM = `
import { spawn } from 'node:child_process';
import { endWithUs } from ${JSON.stringify(join(import.meta.dirname, 'end-with-us.ts'))};
const { pid } = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
endWithUs(pid, process.argv[2]);
console.log(pid);
setInterval(() => {}, 1000);
`;

test.skipIf(process.platform === 'win32')('a program and its folder go with a process that is killed', async () => {
    await inFolder(async (folder) => {
        const [script, work] = [join(folder, 'program.mts'), join(folder, 'work')];
        writeFileSync(script, PROGRAM);
        mkdirSync(work);
        const process_ = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script, work], { stdio: ['ignore', 'pipe', 'inherit'] });
        const [line] = (await once(process_.stdout, 'data')) as [Buffer];
        const pid = Number(line.toString());
        expect(isAlive(pid)).toBe(true);
        process_.kill('SIGKILL');
        await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
        await expect.poll(() => existsSync(work), { timeout: 10_000 }).toBe(false);
    });
});
