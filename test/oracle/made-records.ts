import { createHash } from 'node:crypto';
import { sourceTables } from '../../tables/index.js';
import type { LoadMarker, RawRecord, Row } from '../../specification/raw-record.js';

/** Values of a record; columns that are not named are null. */
export type Values = Readonly<Record<string, string | number | null>>;

let places = 0;
/** Each record made here stands in a place of its own until it is written. */
const place = () => ({ file: 'made', row: places++ });

function whole(table: string, values: Values): Row {
    const { columns } = sourceTables.find(({ name }) => name === table)!;
    const unknown = Object.keys(values).find((column) => !(column in columns));
    if (unknown !== undefined) throw new Error(`${table} has no column ${unknown}.`);
    return Object.fromEntries(Object.keys(columns).map((column) => [column, values[column] == null ? null : String(values[column])]));
}

/** Midnight on 1 April 2020: times of made changes count from it, in seconds. */
export const START = Date.UTC(2020, 3, 1);
const milliseconds = (seconds: number) => START + Math.round(seconds * 1000);
/** The 16 digits of a sequence's time. */
export const sequenceTime = (seconds: number): bigint => BigInt(new Date(milliseconds(seconds)).toISOString().replaceAll(/\D/g, '').slice(0, 16));

export interface Change {
    readonly op?: RawRecord['op'];
    readonly before?: string | number;
    /** Time of its sequence, in seconds. */
    readonly at: number;
    readonly number: number;
    /** When it was committed, in seconds. @default at */
    readonly committed?: number;
}

/** A replicated change. */
export const change = (table: string, values: Values, { op = 'U', before, at, number, committed = at }: Change): RawRecord => ({
    table,
    op,
    values: whole(table, values),
    before: before === undefined ? null : String(before),
    sequence: { time: sequenceTime(at), number: BigInt(number) },
    changedAt: milliseconds(committed),
    isHistory: false,
    loadStart: null,
    place: place(),
});

/** A row of a full load that began at so many seconds. */
export const loaded = (table: string, values: Values, start: number): RawRecord => ({
    ...change(table, values, { op: 'I', at: start, number: 0 }),
    loadStart: sequenceTime(start),
});

export const marker = (table: string, start: number, rows: number, generation = 1): LoadMarker => ({ table, generation, start: sequenceTime(start), startedAt: milliseconds(start), rows });

/** An imported record of a time, epoch milliseconds; those of users and sessions count it down. Its number follows from its content. */
export function imported(table: string, values: Values, time: number): RawRecord {
    const { history } = sourceTables.find(({ name }) => name === table)!;
    const content = whole(table, values);
    const number = table === 'events' ? 0n : BigInt(`0x${createHash('md5').update(JSON.stringify(content)).digest('hex').slice(0, 15)}`);
    return {
        table,
        op: 'I',
        values: content,
        before: null,
        sequence: { time: BigInt(history === 'earliest' ? 9_999_999_999_999 - time : time), number },
        changedAt: time,
        isHistory: true,
        loadStart: null,
        place: place(),
    };
}
