import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../local/engine/database.js';
import { cleanTable } from '../clean/clean-table.js';
import { int32, int64, type LakeTable, optional, required, type SourceTable, text } from '../table.js';
import { duckdbCreateTable } from './duckdb-ddl.js';
import { account, effects, mergeBuilt, mergeChanges, newestChanges, repeatedKeys, repeatedRecords } from './merge.js';

const things: SourceTable = {
    name: 'things',
    purpose: 'Things.',
    grain: 'one row per thing',
    key: ['thing_id'],
    columns: { thing_id: required(int64, 'Number.'), label: optional(text, 'Label.'), count: optional(int32, 'Count.') },
    rules: [],
    history: 'latest',
};
const cleanThings = cleanTable(things);

/** A change as it comes: its place in the order is (time, number). */
interface Change {
    readonly op: 'I' | 'U' | 'D';
    readonly key: number | null;
    readonly before?: number | null;
    readonly label?: string | null;
    readonly time: number;
    readonly number?: number;
    readonly isBroken?: boolean;
}

let database: Database;
beforeEach(async () => {
    database = await Database.open(':memory:', '');
    await database.run('create schema clean; create schema model');
    await database.run(duckdbCreateTable(cleanThings));
});
afterEach(() => database.close());

/** Takes the changes as one batch, with the statements in the order in which a run takes them. */
async function apply(runId: number, changes: readonly Change[]): Promise<Record<string, number>> {
    const rows = changes.map(({ op, key, before = null, label = null, time, number = 0, isBroken = false }) => {
        const values = [`'${op}'`, key, label === null ? null : `'${label}'`, op === 'D' ? null : 1, before, time, number, isBroken ? `'some_rule'` : null];
        return `(${values.map((value) => value ?? 'null').join(', ')}, timestamp '2020-01-01 00:00:00')`;
    });
    await database.run(`
        create or replace temp macro run_id() as cast(${runId} as bigint);
        create or replace temp table judged_things as
            select * from (values ${rows.join(', ')})
                as changes(_op, thing_id, label, count, _before_thing_id, _change_time, _change_number, _broken_rule, _changed_at)`);
    await database.run(`create or replace temp view effects_things as ${effects(things, 'judged_things')}`);
    await database.run(`create or replace temp table repeated_things as ${repeatedKeys(things)}`);
    await database.run(`create or replace temp table repeated_records_things as ${repeatedRecords(things)}`);
    await database.run(`create or replace temp view changes_things as ${newestChanges(things, cleanThings)}`);
    await database.run(mergeChanges(things));
    const outcomes = await database.rows<{ outcome: string; records: bigint }>(account(things, 'judged_things'));
    const counts: Record<string, number> = {};
    for (const { outcome, records } of outcomes) if (records > 0n) counts[outcome] = (counts[outcome] ?? 0) + Number(records);
    return counts;
}

const state = () =>
    database.rows<{ row: string }>(`
        select concat_ws(' ', thing_id, _change_time, _change_number, case when _is_deleted then 'deleted' when _is_hidden then 'hidden' else coalesce(label, '-') end) as row
        from clean.things
        order by thing_id`).then((rows) => rows.map(({ row }) => row));

describe('the merge of changes', () => {
    it('lets the newer change stand when the older one comes later', async () => {
        await apply(1, [{ op: 'U', key: 1, label: 'new', time: 20 }]);
        expect(await apply(2, [{ op: 'I', key: 1, label: 'old', time: 10 }])).toEqual({ superseded: 1 });
        expect(await state()).toEqual(['1 20 0 new']);
    });

    it('compares the number where the times are equal', async () => {
        await apply(1, [{ op: 'U', key: 1, label: 'b', time: 20, number: 9 }]);
        await apply(2, [{ op: 'U', key: 1, label: 'a', time: 20, number: 8 }]);
        expect(await state()).toEqual(['1 20 9 b']);
        await apply(3, [{ op: 'U', key: 1, label: 'c', time: 20, number: 10 }]);
        expect(await state()).toEqual(['1 20 10 c']);
    });

    it('does not write a change that is there', async () => {
        const change: Change = { op: 'I', key: 1, label: 'a', time: 10 };
        await apply(1, [change]);
        expect(await apply(2, [change])).toEqual({ duplicate: 1 });
        expect(await database.rows('select _run_id::integer as run from clean.things')).toEqual([{ run: 1 }]);
    });

    it('leaves a tombstone of key and order alone when an unknown key is deleted', async () => {
        expect(await apply(1, [{ op: 'D', key: 7, time: 10 }])).toEqual({ applied: 1 });
        await apply(2, [{ op: 'I', key: 7, label: 'late', time: 9 }]);
        expect(await database.rows('select thing_id::integer as id, label, count, _change_time::integer as at, _is_deleted, _is_hidden from clean.things')).toEqual([
            { id: 7, label: null, count: null, at: 10, _is_deleted: true, _is_hidden: false },
        ]);
    });

    it('shows a key again that is inserted after its deletion', async () => {
        await apply(1, [{ op: 'D', key: 7, time: 10 }]);
        await apply(2, [{ op: 'I', key: 7, label: 'again', time: 11 }]);
        expect(await state()).toEqual(['7 11 0 again']);
    });

    it('deletes the old key at the same place when a key changes', async () => {
        await apply(1, [{ op: 'I', key: 1, label: 'a', time: 10 }]);
        await apply(2, [{ op: 'U', key: 2, before: 1, label: 'a', time: 20, number: 3 }]);
        expect(await state()).toEqual(['1 20 3 deleted', '2 20 3 a']);
    });

    it('deletes nothing when an update names its own key as the old one', async () => {
        await apply(1, [{ op: 'U', key: 1, before: 1, label: 'a', time: 10 }]);
        expect(await state()).toEqual(['1 10 0 a']);
    });

    it('hides the row when its newest change is broken, in the same batch or in a later one', async () => {
        await apply(1, [{ op: 'I', key: 1, label: 'a', time: 10 }, { op: 'U', key: 1, label: 'b', time: 20, isBroken: true }, { op: 'I', key: 2, label: 'c', time: 10 }]);
        await apply(2, [{ op: 'U', key: 2, label: 'd', time: 20, isBroken: true }]);
        expect(await state()).toEqual(['1 20 0 hidden', '2 20 0 hidden']);
        expect(await database.rows('select count(label)::integer + count(count)::integer as values from clean.things')).toEqual([{ values: 0 }]);
    });

    it('shows a row again when a good change follows the broken one, and keeps it when the broken one is older', async () => {
        await apply(1, [{ op: 'U', key: 1, label: 'bad', time: 20, isBroken: true }]);
        await apply(2, [{ op: 'U', key: 1, label: 'good', time: 30 }]);
        await apply(3, [{ op: 'U', key: 1, label: 'bad', time: 25, isBroken: true }]);
        expect(await state()).toEqual(['1 30 0 good']);
    });
});

describe('the account of a batch', () => {
    it('counts each record once, by what became of it', async () => {
        const newest: Change = { op: 'U', key: 1, label: 'b', time: 20 };
        expect(
            await apply(1, [
                { op: 'I', key: 1, label: 'a', time: 10 },
                newest,
                newest,
                newest,
                { op: 'I', key: 2, label: 'c', time: 10, isBroken: true },
                { op: 'D', key: 3, time: 10 },
                { op: 'I', key: 4, label: 'd', time: 10 },
            ]),
        ).toEqual({ superseded: 1, applied: 3, duplicate: 2, quarantined: 1 });
        expect(
            await apply(2, [newest, { op: 'I', key: 1, label: 'a', time: 10 }, { op: 'I', key: 2, label: 'c', time: 9 }, { op: 'U', key: 4, label: 'e', time: 11 }]),
        ).toEqual({ duplicate: 1, superseded: 2, applied: 1 });
    });

    it('counts a broken record without a key as quarantined', async () => {
        expect(await apply(1, [{ op: 'I', key: null, label: 'a', time: 10, isBroken: true }])).toEqual({ quarantined: 1 });
        expect(await state()).toEqual([]);
    });

    it('tells a record as lost when its row is absent or older', async () => {
        await apply(1, [{ op: 'I', key: 1, label: 'a', time: 10 }, { op: 'I', key: 2, label: 'b', time: 10 }]);
        await database.run('delete from clean.things where thing_id = 1; update clean.things set _change_time = 9 where thing_id = 2');
        const outcomes = await database.rows<{ outcome: string; records: bigint }>(account(things, 'judged_things'));
        expect(outcomes.filter(({ records }) => records > 0n)).toEqual([{ outcome: 'lost', _broken_rule: null, records: 2n }]);
    });
});

const KEYS = [1, 2, 3];
const change = fc.record({
    op: fc.constantFrom('I' as const, 'U' as const, 'U' as const, 'D' as const),
    key: fc.constantFrom(...KEYS),
    before: fc.constantFrom(null, null, ...KEYS),
    label: fc.constantFrom('a', 'b', null),
    isBroken: fc.constantFrom(false, false, false, true),
});

/** Changes in the order of the source (two of a time, so that the number decides too), and batches in which they arrive. */
const histories = fc.array(change, { minLength: 1, maxLength: 10 }).chain((made) => {
    const changes = made.map(({ op, key, before, label, isBroken }, place): Change => ({
        op,
        key,
        before: op === 'U' ? before : null,
        label: op === 'D' ? null : label,
        isBroken: op !== 'D' && isBroken,
        time: 10 + Math.floor(place / 2),
        number: place % 2,
    }));
    return fc.record({
        changes: fc.constant(changes),
        arrival: fc.tuple(fc.shuffledSubarray(changes, { minLength: changes.length }), fc.subarray(changes)).map(([all, again]) => [...all, ...again]),
        cuts: fc.array(fc.nat(20), { maxLength: 3 }),
    });
});

/** The source after all its changes, taken one by one in its own order. */
function takenInOrder(changes: readonly Change[]): string[] {
    const rows = new Map<number, string>();
    for (const { op, key, before, label, time, number, isBroken } of changes) {
        const place = `${time} ${number}`;
        if (before != null && before !== key) rows.set(before, `${before} ${place} deleted`);
        rows.set(key!, `${key} ${place} ${op === 'D' ? 'deleted' : isBroken ? 'hidden' : (label ?? '-')}`);
    }
    return [...rows.values()].sort();
}

describe('changes that arrive in any order, cut into any batches, some of them again', () => {
    it('come to the state of the source, and every record is accounted for', async () => {
        await fc.assert(
            fc.asyncProperty(histories, async ({ changes, arrival, cuts }) => {
                await database.run('delete from clean.things');
                const bounds = [0, ...cuts.filter((cut) => cut < arrival.length).sort((one, other) => one - other), arrival.length];
                for (const [run, until] of bounds.slice(1).entries()) {
                    const batch = arrival.slice(bounds[run], until);
                    if (batch.length === 0) continue;
                    const counts = await apply(run + 1, batch);
                    expect(counts['lost']).toBeUndefined();
                    expect(counts['quarantined'] ?? 0).toBe(batch.filter(({ isBroken }) => isBroken).length);
                    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(batch.length);
                }
                expect(await state()).toEqual(takenInOrder(changes));
            }),
            { numRuns: 80 },
        );
    });
});

describe('changes that were set aside and are released after their rule was mended, in any two parts', () => {
    it('come to the state that they would have come to at once', async () => {
        const released = histories.chain((history) => fc.record({ history: fc.constant(history), first: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }) }));
        await fc.assert(
            fc.asyncProperty(released, async ({ history: { changes, arrival }, first }) => {
                await database.run('delete from clean.things');
                await apply(1, arrival);
                const setAside = arrival.filter(({ isBroken }) => isBroken).map((change) => ({ ...change, isBroken: false }));
                for (const [place, part] of [setAside.filter((_, i) => first[i]), setAside.filter((_, i) => !first[i])].entries()) {
                    if (part.length === 0) continue;
                    const counts = await apply(2 + place, part);
                    expect(counts['lost']).toBeUndefined();
                    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(part.length);
                }
                expect(await state()).toEqual(takenInOrder(changes.map((change) => ({ ...change, isBroken: false }))));
            }),
            { numRuns: 80 },
        );
    });
});

describe('the merge of a built model table', () => {
    const shown: LakeTable = { layer: 'model', name: 'shown', purpose: 'Shown.', grain: 'one row per thing', key: ['thing_id'], columns: { thing_id: required(int64, 'Number.'), label: optional(text, 'Label.') } };

    it('writes new and different rows, null or not, and no equal one', async () => {
        await database.run(duckdbCreateTable(shown));
        await database.run(`insert into model.shown values (1, 'same'), (2, 'old'), (3, null), (4, 'gone'), (5, null)`);
        await database.run(`create temp table built_shown as select * from (values (1, 'same'), (2, 'new'), (3, 'given'), (4, null), (5, null), (6, 'more')) as rows(thing_id, label)`);
        expect(await database.rows(mergeBuilt(shown))).toEqual([{ Count: 4n }]);
        expect(await database.rows('select thing_id::integer as id, label from model.shown order by id')).toEqual([
            { id: 1, label: 'same' },
            { id: 2, label: 'new' },
            { id: 3, label: 'given' },
            { id: 4, label: null },
            { id: 5, label: null },
            { id: 6, label: 'more' },
        ]);
    });
});
