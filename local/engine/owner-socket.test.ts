import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LakePaths, lakePaths } from './lake-paths.js';
import { callOwner, listenAsOwner } from './owner-socket.js';

let folder: string;
let paths: LakePaths;

function lakeIn(path: string): LakePaths {
    mkdirSync(join(path, 'scratch'), { recursive: true });
    return lakePaths(path);
}

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lake-test-'));
    paths = lakeIn(join(folder, 'lake'));
});
afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
});

describe('an owner', () => {
    test('tells who calls who it is, and that it has ended not before it has', async () => {
        const owner = (await listenAsOwner(paths, 'run'))!;
        expect(statSync(paths.ownerSocket).mode & 0o777).toBe(0o600);
        const call = callOwner(paths.ownerSocket);
        expect(await call.answer).toMatchObject({ pid: process.pid, command: 'run' });
        owner.stop();
        expect(existsSync(paths.ownerSocket)).toBe(false);
        // A turn of the loop in which an end would arrive.
        const other = callOwner(paths.ownerSocket);
        expect(await other.answer).toBeNull();
        expect(call.isOpen()).toBe(true);
        owner.dismiss();
        await call.ended;
        expect(call.isOpen()).toBe(false);
    });

    test('takes the place of a socket or a file that is there, and leaves nothing when it stops', async () => {
        writeFileSync(paths.ownerSocket, 'left behind');
        const owner = (await listenAsOwner(paths, 'run'))!;
        expect(statSync(paths.ownerSocket).isSocket()).toBe(true);
        owner.stop();
        expect(readdirSync(paths.folder)).toEqual(['scratch']);
        expect(readdirSync(paths.scratch)).toEqual([]);
    });

    test('does without where it cannot listen', async () => {
        mkdirSync(paths.ownerSocket);
        expect(await listenAsOwner(paths, 'run')).toBeNull();
        const deep = lakeIn(join(folder, 'a'.repeat(90), 'b'.repeat(90)));
        const temporary = join(folder, 'c'.repeat(90));
        mkdirSync(temporary);
        vi.stubEnv('TMPDIR', temporary);
        expect(await listenAsOwner(deep, 'run')).toBeNull();
        expect(await callOwner(deep.ownerSocket).answer).toBeNull();
        expect(readdirSync(temporary)).toEqual([]);
        expect(readdirSync(deep.scratch)).toEqual([]);
    });
});

describe('a call', () => {
    test('ends without an answer when nobody listens', async () => {
        const call = callOwner(paths.ownerSocket);
        await call.ended;
        expect(await call.answer).toBeNull();
    });

    test('takes no answer that goes on and on', async () => {
        const server = createServer((stranger) => {
            stranger.on('error', () => {
                // The caller hangs up.
            });
            stranger.write('x'.repeat(5000));
        });
        await new Promise<void>((resolve) => void server.listen(paths.ownerSocket, resolve));
        const call = callOwner(paths.ownerSocket);
        expect(await call.answer).toBeNull();
        call.hangUp();
        server.close();
    });
});
