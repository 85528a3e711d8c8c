import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A PostgreSQL server that runs on a data folder. */
export interface Postmaster {
    readonly pid: number;
    readonly port: number;
    readonly status: 'starting' | 'stopping' | 'ready' | 'standby';
}

/** A number that no process has; the highest on Linux is 2^22. */
const NOBODY = 2 ** 31 - 1;

const fileOf = (data: string): string => join(data, 'postmaster.pid');

/**
 * The server that runs on a data folder, after the `postmaster.pid` that PostgreSQL keeps there.
 * https://www.postgresql.org/docs/current/storage-file-layout.html
 *
 * @returns null if none runs, also where the file was left by one that died
 */
export function postmasterOf(data: string): Postmaster | null {
    const lines = read(data)?.split('\n');
    const [pid, port, status] = [Number(lines?.[0]), Number(lines?.[3]), lines?.[7]?.trim() || 'starting'];
    if (!(pid > 0) || !isAlive(pid) || !isPostmaster(pid, data)) return null;
    return { pid, port, status: status as Postmaster['status'] };
}

/**
 * PostgreSQL will not start while the process that its file names is alive, though after a restart of the machine that may
 * be any other. Then the file is made to name nobody; it is not removed, because PostgreSQL also finds in it whether
 * children of the dead server still use the data.
 */
export function forgetDeadPostmaster(data: string): void {
    const text = read(data);
    const pid = Number(text?.split('\n')[0]);
    if (text === null || !isAlive(pid) || isPostmaster(pid, data)) return;
    writeFileSync(fileOf(data), text.replace(/^\d+/, String(NOBODY)));
}

function read(data: string): string | null {
    try {
        return readFileSync(fileOf(data), 'utf8');
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
    }
}

/** Is there a process of that number that has not ended? One that waits for its parent to notice its end has. */
export function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
    if (process.platform !== 'linux') return true;
    try {
        return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
        return false;
    }
}

/** A postmaster works in its data folder; where that cannot be asked, its name has to do. */
function isPostmaster(pid: number, data: string): boolean {
    try {
        if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
        if (process.platform === 'win32') return true;
        return execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).includes('postgres');
    } catch {
        return false;
    }
}
