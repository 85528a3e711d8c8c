import { describe, expect, it } from 'vitest';
import { change, imported, loaded, marker, sequenceTime, START } from '../test/oracle/made-records.js';
import { applied } from './applied.js';
import type { Acknowledgement, LoadMarker, RawRecord } from './raw-record.js';
import { contentHash } from './whole-record.js';

const cleanOf = (records: readonly RawRecord[], markers: readonly LoadMarker[] = [], acknowledgements: readonly Acknowledgement[] = []) => applied({ records, markers, acknowledgements });

/** The brands that came of it: key and name, or what became of the row. */
function brandsOf(records: readonly RawRecord[], markers: readonly LoadMarker[] = []): Record<string, string | null> {
    const rows = [...cleanOf(records, markers).tables.get('brands')!.values()];
    return Object.fromEntries(rows.map(({ key, values, isDeleted, isHidden }) => [key, isDeleted ? 'deleted' : isHidden ? 'hidden' : values['brand_name']!]));
}

const brand = (id: number, name: string) => ({ brand_id: id, brand_name: name });
const event = { event_id: 1, session_id: 2, product_id: 3, event_type: 'view', event_time: '2020-04-01 00:00:00', price: '1.0000', quantity: 1 };

describe('order: a record is placed by time, then number', () => {
    it('lets the later time stand, whatever came first', () => {
        const [early, late] = [change('brands', brand(1, 'a'), { at: 1, number: 9 }), change('brands', brand(1, 'b'), { at: 2, number: 3 })];
        expect(brandsOf([early, late])).toEqual({ 1: 'b' });
        expect(brandsOf([late, early])).toEqual({ 1: 'b' });
    });

    it('compares numbers at one time as numbers', () => {
        expect(brandsOf([change('brands', brand(1, 'ten'), { at: 1, number: 10 }), change('brands', brand(1, 'nine'), { at: 1, number: 9 })])).toEqual({ 1: 'ten' });
    });

    it('puts the rows of a load at its start, below the changes that follow and above those before', () => {
        const before = change('brands', brand(1, 'before'), { at: 4.99, number: 7 });
        const load = loaded('brands', brand(1, 'loaded'), 5);
        expect(brandsOf([before, load])).toEqual({ 1: 'loaded' });
        expect(brandsOf([before, load, change('brands', brand(1, 'after'), { at: 5, number: 8 })])).toEqual({ 1: 'after' });
    });

    it('puts imported history below everything replicated', () => {
        expect(brandsOf([imported('brands', brand(1, 'history'), Date.UTC(2099, 0, 1)), change('brands', brand(1, 'shop'), { at: 0, number: 1 })])).toEqual({ 1: 'shop' });
    });

    it('lets the earliest import of a session and of a user stand, and the latest of others', () => {
        const [monday, tuesday] = [Date.UTC(2020, 0, 6), Date.UTC(2020, 0, 7)];
        const records = [monday, tuesday].flatMap((time) => [
            imported('users', { user_id: 1, created_at: new Date(time).toISOString().slice(0, 10) }, time),
            imported('brands', brand(1, new Date(time).toISOString().slice(0, 10)), time),
        ]);
        const { tables } = cleanOf(records);
        expect(tables.get('users')!.get('1')!.values['created_at']).toBe('2020-01-06');
        expect(tables.get('users')!.get('1')!.changedAt).toBe(monday);
        expect(tables.get('brands')!.get('1')!.values['brand_name']).toBe('2020-01-07');
    });

    it('refuses two different records of a key at one place', () => {
        const at = { at: 1, number: 1 };
        expect(() => brandsOf([change('brands', brand(1, 'a'), at), change('brands', brand(1, 'b'), at)])).toThrow('Two different records of brands have the key 1');
        expect(brandsOf([change('brands', brand(1, 'a'), at), change('brands', brand(1, 'a'), at)])).toEqual({ 1: 'a' });
    });
});

describe('applying', () => {
    it('judges before it looks for the newest, so that a newer broken record hides the row instead of showing it as it was', () => {
        const good = change('events', event, { at: 1, number: 1 });
        const bad = change('events', { ...event, price: '0.0000' }, { at: 2, number: 2 });
        const { tables, quarantine } = cleanOf([good, bad]);
        expect(tables.get('events')!.get('1')).toEqual({
            key: '1',
            values: { event_id: '1', session_id: null, product_id: null, event_type: null, event_time: null, price: null, quantity: null },
            sequence: { time: sequenceTime(2), number: 2n },
            changedAt: START + 2000,
            isDeleted: false,
            isHidden: true,
        });
        expect(quarantine).toEqual([{ record: bad, rule: 'price_positive', dropped: null }]);
        const mended = change('events', { ...event, price: '2.0000' }, { at: 3, number: 3 });
        expect(cleanOf([good, bad, mended]).tables.get('events')!.get('1')!.values['price']).toBe('2.0000');
    });

    it('leaves a tombstone, of key and order alone, where an unknown key is deleted, so that what is older and late stays deleted', () => {
        const deletion = change('users', { user_id: 1, name: 'never' }, { op: 'D', at: 5, number: 5 });
        const { tables } = cleanOf([deletion, change('users', { user_id: 1, name: 'late' }, { op: 'I', at: 4, number: 4 })]);
        expect(tables.get('users')!.get('1')).toEqual({
            key: '1',
            values: { user_id: '1', name: null, email: null, created_at: null, external_id: null },
            sequence: { time: sequenceTime(5), number: 5n },
            changedAt: START + 5000,
            isDeleted: true,
            isHidden: false,
        });
    });

    it('deletes the old key of a changed one at the same place, also when the change is broken', () => {
        expect(brandsOf([change('brands', brand(1, 'a'), { at: 1, number: 1 }), change('brands', brand(2, 'a'), { before: 1, at: 2, number: 2 })])).toEqual({ 1: 'deleted', 2: 'a' });
        const moved = change('events', { ...event, event_id: 9, price: '0.0000' }, { before: 1, at: 2, number: 2 });
        const rows = cleanOf([change('events', event, { at: 1, number: 1 }), moved]).tables.get('events')!;
        expect([rows.get('1')!.isDeleted, rows.get('9')!.isHidden]).toEqual([true, true]);
        expect(rows.get('1')!.sequence).toEqual({ time: sequenceTime(2), number: 2n });
    });

    it('deletes nothing where a change names its own key as the old one', () => {
        expect(brandsOf([change('brands', brand(1, 'a'), { before: 1, at: 1, number: 1 })])).toEqual({ 1: 'a' });
    });

    it('shows at one place in the order what is written rather than what is deleted or hidden, whatever came first', () => {
        const place = { at: 1, number: 1 };
        const moved = change('events', { ...event, event_id: 2 }, { before: 1, ...place });
        for (const [price, state] of [['1.0000', false], ['0.0000', true]] as const) {
            const written = change('events', { ...event, price }, place);
            for (const records of [[moved, written], [written, moved]]) expect(cleanOf(records).tables.get('events')!.get('1')!.isDeleted).toBe(state);
        }
    });

    it('keeps a broken record without a key in quarantine and nowhere else', () => {
        const { tables, quarantine } = cleanOf([change('brands', { brand_name: 'a' }, { at: 1, number: 1 })]);
        expect(tables.get('brands')!.size).toBe(0);
        expect(quarantine.map(({ rule }) => rule)).toEqual(['key_present']);
    });
});

describe('a closed load is a floor', () => {
    const one = change('brands', brand(1, 'one'), { at: 1, number: 1 });
    const two = change('brands', brand(2, 'two'), { at: 2, number: 2 });

    it('deletes what is below and was not loaded, right below the start', () => {
        const records = [one, two, loaded('brands', brand(2, 'two'), 5)];
        expect(brandsOf(records)).toEqual({ 1: 'one', 2: 'two' });
        expect(brandsOf(records, [marker('brands', 5, 1)])).toEqual({ 1: 'deleted', 2: 'two' });
        const row = cleanOf(records, [marker('brands', 5, 1)]).tables.get('brands')!.get('1')!;
        expect(row).toMatchObject({ sequence: { time: sequenceTime(5), number: -1n }, changedAt: START + 5000, values: { brand_id: '1', brand_name: null } });
    });

    it('waits for all rows that its marker tells of; a file that comes twice does not stand for another', () => {
        const records = [one, loaded('brands', brand(2, 'two'), 5), loaded('brands', brand(2, 'two'), 5)];
        expect(brandsOf(records, [marker('brands', 5, 2)])).toEqual({ 1: 'one', 2: 'two' });
        expect(brandsOf([...records, loaded('brands', brand(3, 'three'), 5)], [marker('brands', 5, 2)])).toEqual({ 1: 'deleted', 2: 'two', 3: 'three' });
    });

    it('empties a table by a marker of no rows', () => {
        expect(brandsOf([one, two], [marker('brands', 5, 0)])).toEqual({ 1: 'deleted', 2: 'deleted' });
    });

    it('counts what is below and arrives later as deleted, the old key of a changed one too', () => {
        const late = change('brands', brand(4, 'four'), { before: 3, at: 4, number: 4 });
        expect(brandsOf([late], [marker('brands', 5, 0)])).toEqual({ 3: 'deleted', 4: 'deleted' });
    });

    it('leaves what is above alone, and tables that it does not name', () => {
        const later = change('brands', brand(1, 'again'), { at: 5, number: 6 });
        expect(brandsOf([one, later], [marker('brands', 5, 0), marker('users', 9, 0)])).toEqual({ 1: 'again' });
    });

    it('leaves imported history alone, unless a replicated record of the key is below', () => {
        const history = [1, 7].map((id) => imported('brands', brand(id, 'old'), Date.UTC(2019, 0, 1)));
        expect(brandsOf([...history, one], [marker('brands', 5, 0)])).toEqual({ 1: 'deleted', 7: 'old' });
    });

    it('is the highest of the closed loads; one that was broken off deletes nothing', () => {
        const records = [one, loaded('brands', brand(2, 'two'), 5), loaded('brands', brand(3, 'three'), 7)];
        expect(brandsOf(records, [marker('brands', 5, 1), marker('brands', 7, 2, 2)])).toEqual({ 1: 'deleted', 2: 'two', 3: 'three' });
        expect(brandsOf(records, [marker('brands', 7, 1, 2), marker('brands', 5, 1)])).toEqual({ 1: 'deleted', 2: 'deleted', 3: 'three' });
    });

    it('keeps a broken record below it in quarantine, its row deleted and not hidden', () => {
        const { tables, quarantine } = cleanOf([change('events', { ...event, price: '0.0000' }, { at: 1, number: 1 })], [marker('events', 5, 0)]);
        expect(tables.get('events')!.get('1')).toMatchObject({ isDeleted: true, isHidden: false });
        expect(quarantine).toHaveLength(1);
    });
});

describe('the account', () => {
    it('counts each record once, by what became of it', () => {
        const newest = change('events', event, { at: 3, number: 3 });
        const { accounts } = cleanOf([
            newest,
            { ...newest, place: { file: 'again', row: 0 } },
            newest,
            change('events', event, { at: 2, number: 2 }),
            change('events', { ...event, event_id: 8, quantity: 0 }, { at: 4, number: 4 }),
            change('events', { ...event, event_id: 8 }, { at: 3, number: 5 }),
            change('events', { event_id: 9 }, { op: 'D', at: 4, number: 6 }),
        ]);
        expect(accounts.get('events')).toEqual({ records: 6, quarantined: 1, broken: { quantity_positive: 1 }, inForce: 2, supersededOrDuplicate: 3 });
        expect(accounts.get('users')).toEqual({ records: 0, quarantined: 0, broken: {}, inForce: 0, supersededOrDuplicate: 0 });
    });

    it('counts a record that a floor deletes as superseded', () => {
        const { accounts } = cleanOf([change('brands', brand(1, 'a'), { at: 1, number: 1 })], [marker('brands', 5, 0)]);
        expect(accounts.get('brands')).toMatchObject({ records: 1, inForce: 0, supersededOrDuplicate: 1 });
    });
});

describe('a record that was given up', () => {
    it('stays hidden with its copies, also when it breaks no rule any more, and the first note counts', () => {
        const record = change('events', event, { at: 1, number: 1 });
        const copy = { ...record, place: { file: 'copy', row: 0 } };
        const note = (rule: string, droppedAt: number): Acknowledgement => ({ table: 'events', contentHash: contentHash(record), rule, reason: 'a test', droppedAt });
        const { tables, quarantine, accounts } = cleanOf([record, copy], [], [note('later_rule', 20), note('former_rule', 10)]);
        expect(tables.get('events')!.get('1')!.isHidden).toBe(true);
        expect(quarantine.map(({ rule, dropped }) => [rule, dropped!.droppedAt])).toEqual([['former_rule', 10], ['former_rule', 10]]);
        expect(accounts.get('events')).toMatchObject({ quarantined: 2, inForce: 0 });
    });
});

describe('the versions of products', () => {
    it('are all good records but deletions, each once, also those that are outdated or below a floor', () => {
        const version = (category: number, at: number) => change('products', { product_id: 1, category_id: category, brand_id: 5 }, { at, number: at });
        const again = version(7, 1);
        const { productVersions } = cleanOf(
            [version(7, 1), again, version(8, 2), change('products', { product_id: 1 }, { op: 'D', at: 3, number: 3 }), imported('products', { product_id: 1 }, 5000)],
            [marker('products', 9, 0)],
        );
        expect(productVersions.map(({ productId, brandId, categoryId, changedAt }) => [productId, brandId, categoryId, changedAt])).toEqual([
            ['1', '5', '7', START + 1000],
            ['1', '5', '8', START + 2000],
            ['1', null, null, 5000],
        ]);
    });
});
