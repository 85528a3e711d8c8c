/** Values by column, in the one text form of `canonical-text.ts`. */
export type Row = Readonly<Record<string, string | null>>;

/** A record's place in the order of all changes: the time decides, then the number. Both have 64 bits with a sign. */
export interface Sequence {
    readonly time: bigint;
    readonly number: bigint;
}

/** One record of raw. */
export interface RawRecord {
    readonly table: string;
    readonly op: 'I' | 'U' | 'D';
    /** The source table's columns; of a deletion the key alone has a value. */
    readonly values: Row;
    /** The key before, where a change of the key says it. */
    readonly before: string | null;
    readonly sequence: Sequence;
    /** When the change was committed; of a load its start, of history the time of the event. Epoch milliseconds. */
    readonly changedAt: number;
    /** Is it imported history, which is below everything replicated? */
    readonly isHistory: boolean;
    /** Of a row of a full load the start of that load, as the time of a sequence; else null. */
    readonly loadStart: bigint | null;
    /** Where it stands: path below raw, and row from 0. */
    readonly place: { readonly file: string; readonly row: number };
}

/** Says that a load of one table has been written whole. */
export interface LoadMarker {
    readonly table: string;
    readonly generation: number;
    /** As the time of a sequence. */
    readonly start: bigint;
    /** The same in epoch milliseconds. */
    readonly startedAt: number;
    /** Rows of the load, also 0. */
    readonly rows: number;
}

/** Notes that records of quarantine were given up: all records of the table with this content. */
export interface Acknowledgement {
    readonly table: string;
    /** See `contentHash`. */
    readonly contentHash: string;
    /** The rule that they broke when they were given up. */
    readonly rule: string;
    readonly reason: string;
    /** Epoch milliseconds. */
    readonly droppedAt: number;
}

/** All that raw says. It is a set: order and repetition mean nothing. */
export interface Raw {
    readonly records: readonly RawRecord[];
    readonly markers: readonly LoadMarker[];
    readonly acknowledgements: readonly Acknowledgement[];
}

/** Every replicated record has a time of 16 digits, imported history one of at most 13. */
export const FIRST_REPLICATED_TIME = 10n ** 13n;

/** Below zero where the first comes before the second. */
export function compareSequences(one: Sequence, other: Sequence): number {
    if (one.time !== other.time) return one.time < other.time ? -1 : 1;
    if (one.number !== other.number) return one.number < other.number ? -1 : 1;
    return 0;
}
