import { describe, expect, test } from 'vitest';
import type { LakeOwner } from './lake-owner.js';
import { takeTurn } from './take-turn.js';

const held = (by: string, file = 'lake.duckdb') => new Error(`IO Error: Could not set lock on file "${file}": Conflicting lock is held in ${by}. See also https://duckdb.org/docs/stable/connect/concurrency`);

/** Opens as the errors say, one after the other, and then succeeds. */
async function told(...errors: readonly Error[]): Promise<LakeOwner[]> {
    const left = [...errors];
    const owners: LakeOwner[] = [];
    const open = async () => {
        const error = left.shift();
        if (error !== undefined) throw error;
        return 'opened';
    };
    expect(await takeTurn({ open, onWait: (owner) => void owners.push(owner) })).toBe('opened');
    return owners;
}

const pids = async (...errors: readonly Error[]) => (await told(...errors)).map(({ pid }) => pid);

describe('a turn', () => {
    test('that comes at once, or at the next try, is told of nobody', async () => {
        expect(await told()).toEqual([]);
        expect(await told(held('/usr/bin/node (PID 12)'))).toEqual([]);
    });

    test('is told of each owner once', async () => {
        const [one, other] = [held('/usr/bin/node (PID 12)'), held('PID 13')];
        expect(await pids(one, one, one, other, other)).toEqual([12, 13]);
    });

    test.each([
        ['after a path with the same words', held('/usr/bin/duckdb (PID 12). However, you would be able to open this database in read-only mode', '/PID 99/lake.duckdb'), 12],
        ['as on macOS, with its user', held('/usr/bin/duckdb (PID 12) by user ann'), 12],
        ['as on Windows', new Error('IO Error: Cannot open file "C:\\lake.duckdb": Der Prozess\n\nFile is already open in \nC:\\node.exe (PID 12)'), 12],
        ['not, where it lives in another container', held('PID 0'), null],
        ['not, where DuckDB does not know it', new Error('IO Error: Cannot open file "lake.duckdb": The process cannot access the file because it is being used by another process.'), null],
    ])('finds the number of the owner %s', async (_where, error, pid) => {
        expect(await pids(error, error)).toEqual([pid]);
    });

    test.each(['IO Error: Could not set lock on file "lake.duckdb": No locks available', 'IO Error: No space left on device'])('does not wait after %j', async (message) => {
        let tries = 0;
        const open = async () => {
            tries++;
            throw new Error(message);
        };
        await expect(takeTurn({ open, onWait: () => {} })).rejects.toThrow(message);
        expect(tries).toBe(1);
    });
});
