import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ExpectedError } from '../../errors.js';
import { postgresBinaries } from './postgres-binaries.js';
import { requireEnterable, type RunAs } from './run-as.js';
import { serverEnvironment } from './server-environment.js';

export interface InitClusterProps {
    /** Where the data folder comes to stand. */
    readonly data: string;
    /** How the folder on the same disk begins that it is made in; others of that name, left by who was killed, go. */
    readonly making: string;
    readonly password: string;
    readonly as: RunAs | null;
    /** @default true: what was written is on the disk before this returns */
    readonly isSafe?: boolean;
}

/**
 * Makes an empty PostgreSQL whose superuser is `shop`. It is moved to its place when it is whole, so that a folder which
 * stands there is never half done.
 *
 * @throws ExpectedError if PostgreSQL's initdb fails
 */
export async function initCluster({ data, making: prefix, password, as, isSafe = true }: InitClusterProps): Promise<void> {
    for (const name of readdirSync(dirname(prefix))) {
        if (name.startsWith(basename(prefix))) rmSync(join(dirname(prefix), name), { recursive: true, force: true });
    }
    // Never one of before: the initdb of a process that was killed may still write there.
    const making = mkdtempSync(`${prefix}-`);
    try {
        const passwordFile = join(making, 'password');
        writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
        if (as !== null) {
            chownSync(passwordFile, as.uid, as.gid);
            chownSync(making, as.uid, as.gid);
        }
        requireEnterable(making, as);
        const { initdb } = await postgresBinaries();
        requireEnterable(dirname(initdb), as);
        const made = join(making, 'data');
        const sorting = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
        const access = ['--username=shop', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
        await call(initdb, [`--pgdata=${made}`, ...sorting, ...access, '--no-instructions', ...(isSafe ? [] : ['--no-sync'])], as);
        renameSync(made, data);
    } finally {
        rmSync(making, { recursive: true, force: true });
    }
}

/** In a session of its own: Ctrl-C is for the command, which then ends what it began. */
async function call(program: string, args: readonly string[], as: RunAs | null): Promise<void> {
    await new Promise<void>((resolve, reject) => {
        const child = spawn(program, args, { ...as, cwd: '/', env: serverEnvironment(), detached: true, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] });
        let output = '';
        for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
        child.once('error', (error) => reject(new ExpectedError(whyNot(output, error.message))));
        child.once('close', (code, signal) => (code === 0 ? resolve() : reject(new ExpectedError(whyNot(output, `initdb: ${code ?? signal}`)))));
    });
}

function whyNot(output: string, code: string): string {
    if (/No space left on device|Disk quota exceeded/.test(output)) return 'The disk is full; PostgreSQL was not set up. Make room and call again.';
    const last = /(?:error|FATAL|could not)[^\n]*/.exec(output)?.[0] ?? output.trim().split('\n').at(-1) ?? '';
    return `PostgreSQL could not be set up (${last.trim() || code}): see that the packages are whole (npm rebuild), or name a database of your own with --source.`;
}
