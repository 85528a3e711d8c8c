import { chmodSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { join } from 'node:path';
import { removeOnSignal } from '../remove-on-signal.js';
import { type LakeOwner, introduction, readIntroduction } from './lake-owner.js';
import type { LakePaths } from './lake-paths.js';
import { atShortPath } from './short-socket-path.js';

/** No introduction is nearly as long. */
const MOST_CHARACTERS = 1000;

/** Where the owner of a lake tells those who wait who it is, and when it has ended. */
export interface OwnerSocket {
    /** Takes no more calls and removes the socket; to be called while the lake is still owned. */
    readonly stop: () => void;
    /** Ends the calls of those who wait; to be called when the lake is free. */
    readonly dismiss: () => void;
}

/**
 * Listens at the lake's `owner.sock`, which only its user can connect to. Only who holds the lock of the lake's database
 * may call this: a socket that is there already was left by an owner that died.
 *
 * @returns null where there can be no socket (on Windows, on disks without sockets); who waits then looks again and again
 */
export async function listenAsOwner({ scratch, ownerSocket }: LakePaths, command: string): Promise<OwnerSocket | null> {
    if (process.platform === 'win32') return null;
    const greeting = introduction({ pid: process.pid, command, since: new Date() });
    const calls = new Set<Socket>();
    const server = createServer((call) => {
        calls.add(call);
        call.on('close', () => calls.delete(call)).on('error', () => {
            // Who waited has gone.
        });
        call.unref();
        call.resume();
        call.write(greeting);
    });
    try {
        // Bound in a private folder and moved into place, so that at no time can others connect; the umask would be the
        // other way, but it is that of all threads.
        const workshop = mkdtempSync(join(scratch, 'owner-'));
        try {
            const prepared = join(workshop, 'sock');
            await atShortPath(prepared, (path) => new Promise<void>((resolve, reject) => void server.once('error', reject).listen(path, resolve)));
            chmodSync(prepared, 0o600);
            renameSync(prepared, ownerSocket);
        } finally {
            rmSync(workshop, { recursive: true, force: true });
        }
    } catch {
        server.close();
        return null;
    }
    server.removeAllListeners('error').on('error', () => {
        // A call that could not be taken: its caller looks again and again.
    });
    server.unref();
    const forget = removeOnSignal(ownerSocket);
    return {
        stop: () => {
            server.close();
            rmSync(ownerSocket, { force: true });
            forget();
        },
        dismiss: () => calls.forEach((call) => call.destroy()),
    };
}

/** A call to the owner of a lake. */
export interface OwnerCall {
    /** Who answered; null when nobody does or the answer cannot be read, and pending while the owner is silent. */
    readonly answer: Promise<LakeOwner | null>;
    /** The call came to its end, for instance because the owner ended. */
    readonly ended: Promise<void>;
    readonly isOpen: () => boolean;
    readonly hangUp: () => void;
}

/** Calls the owner of a lake; fails in no case. */
export function callOwner(ownerSocket: string): OwnerCall {
    const call = new Socket().setEncoding('utf8');
    const ended = new Promise<void>((resolve) => void call.once('close', () => resolve()));
    const answer = new Promise<LakeOwner | null>((resolve) => {
        let heard = '';
        call.on('data', (text: string) => {
            if (heard.length > MOST_CHARACTERS) return;
            heard += text;
            const end = heard.indexOf('\n');
            if (end >= 0) resolve(readIntroduction(heard.slice(0, end)));
            else if (heard.length > MOST_CHARACTERS) resolve(null);
        });
        void ended.then(() => resolve(null));
    });
    call.on('error', () => {
        // Told by the end of the call.
    });
    atShortPath(ownerSocket, (path) => new Promise<void>((resolve) => void call.once('connect', resolve).once('close', () => resolve()).connect(path))).catch(() => call.destroy());
    return { answer, ended, isOpen: () => !call.destroyed, hangUp: () => void call.destroy() };
}
