import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExpectedError, UsageError } from '../../local/errors.js';
import { deadProcess } from '../../test/oracle/dead-process.js';
import { clearLeftovers, makeWorkFolder, replaceTarget, type WorkFolder } from './work-folder.js';

const removals: (() => void)[] = [];

/** Makes one that is removed after the test. */
function made(of: string): WorkFolder {
    const work = makeWorkFolder(of);
    removals.push(work.remove);
    return work;
}

let parent: string;
let target: string;

beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'lake-export-test-'));
    target = join(parent, 'events');
});
afterEach(() => {
    removals.splice(0).forEach((remove) => remove());
    rmSync(parent, { recursive: true, force: true });
});

describe('a work folder', () => {
    it('is beside its target, which is not made', () => {
        const { path, next } = made(target);
        expect(readdirSync(parent)).toEqual([`.events.lake-export-${process.pid}`]);
        expect([path, next].every(existsSync)).toBe(true);
    });

    it('takes the place of those of processes that were killed, and of no other folder', () => {
        const others = ['.events.lake-export-x', '.other.lake-export-1', 'events.lake-export-1', '.events.lake-export-'];
        for (const name of [...others, `.events.lake-export-${deadProcess()}`]) mkdirSync(join(parent, name, 'next'), { recursive: true });
        clearLeftovers(target);
        expect(readdirSync(parent).sort()).toEqual([...others].sort());
    });

    it('of a process that lives is left alone and refuses another', () => {
        mkdirSync(join(parent, `.events.lake-export-${process.ppid}`));
        expect(() => made(target)).toThrow(ExpectedError);
        expect(() => made(target)).toThrow(`Process ${process.ppid} is exporting to ${target}; wait`);
        expect(readdirSync(parent)).toEqual([`.events.lake-export-${process.ppid}`]);
    });

    it('brings back the target that a process took away before it was killed', () => {
        const { path, previous } = made(target);
        mkdirSync(previous);
        writeFileSync(join(previous, 'a'), 'old');
        clearLeftovers(target);
        expect(readFileSync(join(target, 'a'), 'utf8')).toBe('old');
        expect(existsSync(path)).toBe(false);
    });

    it('does not bring back what was replaced', () => {
        mkdirSync(target);
        writeFileSync(join(target, 'a'), 'old');
        const work = made(target);
        writeFileSync(join(work.next, 'a'), 'new');
        replaceTarget(target, work);
        expect(readFileSync(join(work.previous, 'a'), 'utf8')).toBe('old');
        clearLeftovers(target);
        expect(readFileSync(join(target, 'a'), 'utf8')).toBe('new');
        expect(readdirSync(parent)).toEqual(['events']);
    });

    it('is removed, and with it what was the target, and the process listens no longer for signals', () => {
        const before = process.listenerCount('SIGTERM');
        const { previous, remove } = makeWorkFolder(target);
        mkdirSync(previous);
        remove();
        expect(readdirSync(parent)).toEqual([]);
        expect(process.listenerCount('SIGTERM')).toBe(before);
    });

    it('is wrong use where no folder can be made', () => {
        writeFileSync(target, '');
        expect(() => made(join(target, 'below'))).toThrow(UsageError);
        expect(process.listenerCount('SIGTERM')).toBe(0);
    });
});

it('a replacement that fails leaves the target as it was', () => {
    mkdirSync(target);
    writeFileSync(join(target, 'a'), 'old');
    const work = made(target);
    expect(() => replaceTarget(target, { ...work, next: join(work.path, 'absent') })).toThrow();
    expect(readFileSync(join(target, 'a'), 'utf8')).toBe('old');
});
