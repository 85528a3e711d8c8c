import { keyOf } from './key.js';
import { compareSequences, type LoadMarker, type RawRecord, type Sequence } from './raw-record.js';

/** What a load that has arrived whole says of the records below it. */
export interface Floor {
    /** The place at which they count as deleted: right below the rows of the load. */
    readonly sequence: Sequence;
    /** Start of the load, epoch milliseconds. */
    readonly changedAt: number;
}

/**
 * The floor of a table: the start of its highest load that is closed, that is, whose marker is there and as many rows as the
 * marker says. The load of a table that was empty is closed by its marker alone. A load that was broken off has none.
 *
 * @param records of the table
 * @param markers of the table
 */
export function floorOf(records: readonly RawRecord[], markers: readonly LoadMarker[]): Floor | null {
    let highest: LoadMarker | null = null;
    for (const marker of markers) {
        if (isClosed(marker, records) && (highest === null || marker.start > highest.start)) highest = marker;
    }
    return highest === null ? null : { sequence: { time: highest.start, number: -1n }, changedAt: highest.startedAt };
}

/** Rows are counted by key, since a file can arrive twice. A load is known by its start: no two of a table share one. */
function isClosed(marker: LoadMarker, records: readonly RawRecord[]): boolean {
    const keys = new Set<string | null>();
    for (const record of records) if (record.loadStart === marker.start) keys.add(keyOf(record));
    return keys.size >= marker.rows;
}

/** Is the record below the floor, so that it counts as a deletion? History is never. */
export const isBelow = (record: RawRecord, floor: Floor | null): boolean =>
    floor !== null && !record.isHistory && compareSequences(record.sequence, floor.sequence) < 0;
