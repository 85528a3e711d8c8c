import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { RawRecord } from '../../specification/raw-record.js';
import { changeFile, loadFile } from '../../tables/derive/raw-layout.js';
import { arbitraryRecords } from '../oracle/arbitrary-raw.js';
import { loaded, marker } from '../oracle/made-records.js';
import { happenings, replicate } from '../oracle/replicated-shop.js';
import { writeImport, writeMarker, writeRecords } from '../oracle/write-raw.js';
import type { Database } from '../../local/engine/database.js';

/** Writes a part of a history to raw. */
export type Increment = (database: Database, raw: string) => Promise<void>;

/**
 * Records of all tables, of history and of changes, cut at random into so many increments that come in any order; among them
 * are two loads, one of them with its marker long before its rows, a file that comes a second time under another name, and one
 * that is replaced.
 */
export function randomIncrements(seed: number, count: number, most = 60): Increment[] {
    const [records] = fc.sample(arbitraryRecords(most), { seed, numRuns: 1 });
    const parts: RawRecord[][] = Array.from({ length: count }, () => []);
    const places = fc.sample(fc.nat(count - 1), { seed, numRuns: records!.length });
    for (const [index, record] of records!.entries()) parts[places[index]!]!.push(record);
    return parts.map((part, place) => async (database, raw) => {
        const history = part.filter(({ isHistory }) => isHistory);
        // The last import takes the place of the first, whose files are others then.
        if (history.length > 0) await writeImport(database, raw, `f${seed}${place % Math.max(1, count - 1)}`, history);
        const changes = part.filter(({ isHistory }) => !isHistory);
        for (const table of new Set(changes.map((record) => record.table))) {
            const path = changeFile(1, table, '2020/04/01/00', 1_585_699_200_000 + place);
            await writeRecords(database, join(raw, path), table, changes.filter((record) => record.table === table));
            if (place === 1) copy(raw, path, changeFile(1, table, '2020/04/01/01', 1_585_699_200_500));
        }
        for (const [table, values, markerAt, rowsAt] of LOADS) {
            if (place === markerAt) writeMarker(raw, marker(table, 3.25, values.length));
            if (place === rowsAt) await writeRecords(database, join(raw, loadFile(1, table, 1)), table, values.map((row) => loaded(table, row, 3.25)));
        }
    });
}

const LOADS = [
    ['products', [{ product_id: 1, name: 'Loaded', brand_id: 1, category_id: 2, price: '7.0000', stock: 3 }, { product_id: 5, name: 'Only here', price: '1.5000' }], 2, 2],
    ['sessions', [{ session_id: 1, user_id: 1, device_type: 'tablet' }], 1, 4],
] as const;

/** A source of brands and events as its replication writes it, loads with their markers included, cut into increments. */
export function replicatedIncrements(seed: number, count: number): Increment[] {
    const [all] = fc.sample(happenings, { seed, numRuns: 40 }).sort((one, other) => other.length - one.length);
    const { records, markers, generations } = replicate(all!);
    const places = fc.sample(fc.nat(count - 1), { seed, numRuns: records.length + markers.length });
    const generationOf = ({ sequence }: RawRecord) => Math.max(1, ...[...generations].filter(([start]) => start <= sequence.time).map(([, number]) => number));
    return Array.from({ length: count }, (_, place) => async (database, raw) => {
        for (const [index, record] of records.entries()) {
            if (places[index] !== place) continue;
            const path = record.loadStart === null ? changeFile(generationOf(record), record.table, '2020/04/01/00', 1_585_699_200_000 + index) : loadFile(generationOf(record), record.table, index + 1);
            await writeRecords(database, join(raw, path), record.table, [record]);
        }
        for (const [index, one] of markers.entries()) if (places[records.length + index] === place) writeMarker(raw, one);
    });
}

function copy(raw: string, from: string, to: string): void {
    mkdirSync(dirname(join(raw, to)), { recursive: true });
    copyFileSync(join(raw, from), join(raw, to));
}
