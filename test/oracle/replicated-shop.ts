import fc from 'fast-check';
import type { LoadMarker, RawRecord } from '../../specification/raw-record.js';
import { change, loaded, marker, sequenceTime, type Values } from './made-records.js';

/** What happens at the source, or to its replication, one after another. */
export type Happening =
    | { readonly kind: 'write'; readonly table: 'brands' | 'events'; readonly key: number; readonly content: number }
    | { readonly kind: 'delete'; readonly table: 'brands' | 'events'; readonly key: number }
    | { readonly kind: 'rename'; readonly table: 'brands' | 'events'; readonly key: number; readonly to: number; readonly content: number }
    /** The log is lost until the next load of the table. */
    | { readonly kind: 'gap' }
    /** A load; of one that is broken off only so many rows are written, and no marker. */
    | { readonly kind: 'load'; readonly table: 'brands' | 'events'; readonly brokenOffAt: number | null };

const table = fc.constantFrom('brands' as const, 'events' as const);
const key = fc.integer({ min: 1, max: 4 });
const content = fc.integer({ min: 0, max: 5 });

export const happenings: fc.Arbitrary<Happening[]> = fc.array(
    fc.oneof(
        { weight: 8, arbitrary: fc.record({ kind: fc.constant('write' as const), table, key, content }) },
        { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), table, key }) },
        { weight: 3, arbitrary: fc.record({ kind: fc.constant('rename' as const), table, key, to: key, content }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('gap' as const) }) },
        { weight: 3, arbitrary: fc.record({ kind: fc.constant('load' as const), table, brokenOffAt: fc.option(fc.nat(2)) }) },
    ),
    { maxLength: 40, size: 'max' },
);

export interface ReplicatedShop {
    readonly records: RawRecord[];
    readonly markers: LoadMarker[];
    /** Start of a load, also of one that was broken off → its generation. */
    readonly generations: ReadonlyMap<bigint, number>;
    /** Table → key → content, as the source has it in the end. */
    readonly source: Readonly<Record<'brands' | 'events', ReadonlyMap<number, number>>>;
}

/** A brand has its content for a name; an event for a price, so that content 0 breaks a rule. */
export const valuesOf = (table: 'brands' | 'events', key: number, content: number): Values =>
    table === 'brands'
        ? { brand_id: key, brand_name: String(content) }
        : { event_id: key, session_id: 1, product_id: 1, event_type: 'view', event_time: '2020-04-01 00:00:00', price: `${content}.0000`, quantity: 1 };

/**
 * A source of two tables, and what its replication writes. Each happening takes half a second; in the end, tables with a gap
 * are loaded again.
 */
export function replicate(all: readonly Happening[]): ReplicatedShop {
    const source = { brands: new Map<number, number>(), events: new Map<number, number>() };
    const records: RawRecord[] = [];
    const markers: LoadMarker[] = [];
    const generations = new Map<bigint, number>();
    const broken = new Set<string>();
    let [at, number, generation] = [0, 0, 0];
    const write = (table: 'brands' | 'events', op: RawRecord['op'], key: number, before?: number) => {
        number += 1;
        const values = op === 'D' ? { [table === 'brands' ? 'brand_id' : 'event_id']: key } : valuesOf(table, key, source[table].get(key)!);
        if (!broken.has(table)) records.push(change(table, values, { op, before, at, number }));
    };
    const load = (table: 'brands' | 'events', brokenOffAt: number | null) => {
        generation += 1;
        generations.set(sequenceTime(at), generation);
        const rows = [...source[table]].map(([key, content]) => loaded(table, valuesOf(table, key, content), at));
        records.push(...rows.slice(0, brokenOffAt ?? rows.length));
        if (brokenOffAt !== null) return;
        markers.push(marker(table, at, rows.length, generation));
        broken.delete(table);
    };
    for (const happening of all) {
        at += 0.5;
        if (happening.kind === 'gap') {
            broken.add('brands').add('events');
            continue;
        }
        const rows = source[happening.table];
        if (happening.kind === 'load') load(happening.table, happening.brokenOffAt);
        else if (happening.kind === 'write') {
            const op = rows.has(happening.key) ? 'U' : 'I';
            rows.set(happening.key, happening.content);
            write(happening.table, op, happening.key);
        } else if (rows.has(happening.key)) {
            if (happening.kind === 'rename' && rows.has(happening.to)) continue;
            rows.delete(happening.key);
            if (happening.kind === 'delete') write(happening.table, 'D', happening.key);
            else {
                rows.set(happening.to, happening.content);
                write(happening.table, 'U', happening.to, happening.key);
            }
        }
    }
    at += 0.5;
    for (const table of ['brands', 'events'] as const) if (broken.has(table)) load(table, null);
    return { records, markers, generations, source };
}
