import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryRecords } from '../test/oracle/arbitrary-raw.js';
import { imported } from '../test/oracle/made-records.js';
import { happenings, replicate } from '../test/oracle/replicated-shop.js';
import { type Applied, applied } from './applied.js';
import { expectedRows } from './expected-rows.js';
import { isBelow } from './floor.js';
import { keyOf } from './key.js';
import { compareSequences, type LoadMarker, type RawRecord } from './raw-record.js';

const TABLES = ['brands', 'events'] as const;
const apply = (records: readonly RawRecord[], markers: readonly LoadMarker[]) => applied({ records, markers, acknowledgements: [] });
const rowsOf = (result: Applied) => Object.fromEntries([...expectedRows(result, 'key')].map(([table, rows]) => [table, rows.map((row) => JSON.stringify(row)).sort()]));

/** What is shown: key → content, as the source has it. */
function shown(result: Applied, table: 'brands' | 'events'): Record<string, string> {
    const rows = [...result.tables.get(table)!.values()].filter(({ isDeleted, isHidden }) => !isDeleted && !isHidden);
    return Object.fromEntries(rows.map(({ key, values }) => [key, table === 'brands' ? values['brand_name']! : values['price']!.replace('.0000', '')]));
}

/** Old brands and events of an import, of keys that the source has too. */
const history = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 })), { maxLength: 4 }).map((all) =>
    all.map(([key, content]) => imported('brands', { brand_id: key, brand_name: `old ${content}` }, Date.UTC(2019, 0, content))),
);

describe('clean, as the specification tells it', () => {
    test('equals the source, less the rows that the quarantine hides, whatever was loaded again or broken off', () => {
        fc.assert(
            fc.property(happenings, history, (all, imports) => {
                const { records, markers, source } = replicate(all);
                const result = apply([...imports, ...records], markers);
                const touched = new Set(records.filter(({ table }) => table === 'brands').flatMap((record) => [keyOf(record), record.before]));
                // What only history tells of stays as it was imported: its latest record.
                const old = imports.toSorted((one, other) => one.changedAt - other.changedAt).filter((record) => !touched.has(keyOf(record)));
                const brands = [...old.map((record) => [keyOf(record), record.values['brand_name']]), ...[...source.brands].map(([key, content]) => [key, String(content)])];
                expect(shown(result, 'brands')).toEqual(Object.fromEntries(brands));
                const isGood = ([, content]: [number, number]) => content > 0;
                expect(shown(result, 'events')).toEqual(Object.fromEntries([...source.events].filter(isGood).map(([key, content]) => [key, String(content)])));
                // Each row that the source has and clean does not show is hidden by a record that waits in quarantine.
                for (const [key] of [...source.events].filter((row) => !isGood(row))) {
                    const row = result.tables.get('events')!.get(String(key))!;
                    expect(row.isHidden).toBe(true);
                    expect(result.quarantine.some(({ record }) => keyOf(record) === row.key && compareSequences(record.sequence, row.sequence) === 0)).toBe(true);
                }
            }),
            { numRuns: 500 },
        );
    });

    test('shows after a load what a lake shows that begins with this load', () => {
        fc.assert(
            fc.property(happenings, happenings, (before, after) => {
                const loads = TABLES.map((table) => ({ kind: 'load', table, brokenOffAt: null }) as const);
                const { records, markers } = replicate([...before, ...loads, ...after]);
                for (const table of TABLES) {
                    const start = markers.filter((of) => of.table === table).reduce((highest, of) => (of.start > highest ? of.start : highest), 0n);
                    const fresh = records.filter((record) => record.table === table && record.sequence.time >= start);
                    expect(shown(apply(fresh, []), table)).toEqual(shown(apply(records, markers), table));
                }
            }),
            { numRuns: 200 },
        );
    });

    test('is the same for any order of records and markers, and for any repetition', () => {
        const again = fc.tuple(happenings, history, arbitraryRecords(30)).chain(([all, imports, more]) => {
            const { records, markers } = replicate(all);
            // Changes of other tables, whose places in the order are their own.
            const set = [...records, ...imports, ...more.filter(({ table }) => !TABLES.some((taken) => taken === table))];
            return fc.tuple(
                fc.constant({ set, markers }),
                fc.shuffledSubarray(set, { minLength: set.length }),
                fc.subarray(set),
                fc.shuffledSubarray(markers, { minLength: markers.length }),
                fc.subarray(markers),
            );
        });
        fc.assert(
            fc.property(again, ([{ set, markers }, records, repeated, shuffledMarkers, repeatedMarkers]) => {
                const arrived = apply([...records, ...repeated], [...shuffledMarkers, ...repeatedMarkers]);
                expect(rowsOf(arrived)).toEqual(rowsOf(apply(set, markers)));
                expect(arrived.accounts).toEqual(apply(set, markers).accounts);
            }),
            { numRuns: 100 },
        );
    });

    test('is changed by copies of records at other places in nothing but the count of records', () => {
        fc.assert(
            fc.property(arbitraryRecords(30), (records) => {
                const copies = records.map((record) => ({ ...record, place: { file: 'copy', row: record.place.row } }));
                const { 'clean.quarantine': _, ...once } = rowsOf(apply(records, []));
                const { 'clean.quarantine': __, ...twice } = rowsOf(apply([...records, ...copies], []));
                expect(twice).toEqual(once);
                for (const [table, { inForce, quarantined, records: count }] of apply([...records, ...copies], []).accounts) {
                    expect(apply(records, []).accounts.get(table)).toMatchObject({ inForce, quarantined: quarantined / 2, records: count / 2 });
                }
            }),
            { numRuns: 50 },
        );
    });

    test('never goes back when more arrives, and is not changed by records that are outdated', () => {
        const cut = happenings.chain((all) => {
            const { records, markers } = replicate(all);
            return fc.tuple(fc.constant(records), fc.constant(markers), fc.subarray(records), fc.subarray(markers));
        });
        fc.assert(
            fc.property(cut, ([records, markers, some, someMarkers]) => {
                const [early, whole] = [apply(some, someMarkers), apply(records, markers)];
                for (const table of TABLES) {
                    for (const [key, row] of early.tables.get(table)!) expect(compareSequences(whole.tables.get(table)!.get(key)!.sequence, row.sequence)).toBeGreaterThanOrEqual(0);
                }
                const isInForce = (record: RawRecord) =>
                    [keyOf(record)!, record.before].some((key) => key !== null && compareSequences(whole.tables.get(record.table)!.get(key)!.sequence, record.sequence) <= 0);
                // A load's rows are needed for its floor, and what a floor deletes for the tombstone.
                const isNeeded = (record: RawRecord) => record.loadStart !== null || isBelow(record, whole.floors.get(record.table) ?? null) || isInForce(record);
                expect(apply(records.filter(isNeeded), markers).tables).toEqual(whole.tables);
            }),
            { numRuns: 300 },
        );
    });
});
