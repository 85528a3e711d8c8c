import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../local/engine/database.js';
import { optional, required, type SourceTable, int64, text, timestamp } from '../table.js';
import { duckdbRecords } from './raw-contract.js';

const things = (history: 'latest' | 'earliest', historyTime?: string): SourceTable => ({
    name: 'things',
    purpose: 'Things.',
    grain: 'one row per thing',
    key: ['thing_id'],
    columns: { thing_id: required(int64, 'Number.'), label: optional(text, 'Label.'), seen_at: optional(timestamp, 'Time.') },
    rules: [],
    history,
    historyTime,
});

let database: Database;
beforeAll(async () => {
    database = await Database.open(':memory:', '');
});
afterAll(() => database.close());

interface RawRow {
    readonly op?: string;
    readonly sequence?: string;
    readonly commit?: string;
    readonly before?: string;
    readonly seenAt?: string;
}

async function record({ op, sequence, commit, before, seenAt }: RawRow, table = things('latest')) {
    const value = (text: string | undefined) => (text === undefined ? 'null::varchar' : `'${text}'`);
    const raw = `(select ${value(op)} as Op, '12' as thing_id, 'a' as label, ${value(seenAt)} as seen_at, ${value(before)} as BI_thing_id, ${value(sequence)} as _dms_seq,
        ${value(commit)} as _dms_commit_ts, '' as _dms_stream_position, 'some.parquet' as filename, 5::bigint as file_row_number)`;
    const columns = 'thing_id, label, _op, _before_thing_id, _change_time, _change_number, _is_history, cast(_changed_at as varchar) as changed_at, _file, _file_row';
    return database.row(`select ${columns} from (${duckdbRecords(table, raw)})`);
}

describe('a record of raw', () => {
    it('of a replicated change has the two parts of its sequence and the time of its commit, cut to milliseconds', async () => {
        expect(await record({ op: 'U', sequence: '20200401102030980000000000000000042', commit: '2020-04-01 10:20:30.987654', before: '11' })).toEqual({
            thing_id: 12n,
            label: 'a',
            _op: 'U',
            _before_thing_id: 11n,
            _change_time: 2020040110203098n,
            _change_number: 42n,
            _is_history: false,
            changed_at: '2020-04-01 10:20:30.987',
            _file: 'some.parquet',
            _file_row: 5n,
        });
    });

    it('of a load is an insert at its start and number 0', async () => {
        expect(await record({ sequence: '', commit: '2020-04-01 10:20:30.987654' })).toMatchObject({
            _op: 'I',
            _change_time: 2020040110203098n,
            _change_number: 0n,
            _is_history: false,
            changed_at: '2020-04-01 10:20:30.987',
        });
    });

    it('of history has the time of its event, and the bits of its content as number', async () => {
        expect(await record({ op: 'I', sequence: '00015857328300120000054321098765432', commit: '' })).toMatchObject({
            _change_time: 1585732830012n,
            _change_number: 54321098765432n,
            _is_history: true,
            changed_at: '2020-04-01 09:20:30.012',
        });
    });

    it('of history where the earliest stands has its time counted down', async () => {
        // 9999999999999 - 1585732830012
        expect(await record({ op: 'I', sequence: '00084142671699870000000000000000000', commit: '' }, things('earliest'))).toMatchObject({
            _change_time: 8414267169987n,
            _is_history: true,
            changed_at: '2020-04-01 09:20:30.012',
        });
    });

    it.each([
        ['2020-04-01 09:20:30.012', 1585732830012n],
        ['1901-01-01 00:00:00', 0n],
        ['9999-12-31 23:59:59', 9999999999998n],
    ])('of history that names no place in the order has that of its own time, %s', async (seenAt, time) => {
        expect(await record({ sequence: '', commit: '', seenAt }, things('latest', 'seen_at'))).toMatchObject({ _change_time: time, _change_number: 0n, _is_history: true });
    });

    it('of a load is ordered by its start, whatever time of its own it has', async () => {
        const loaded = { sequence: '', commit: '2020-04-01 10:20:30.987654', seenAt: '2020-04-01 09:20:30' };
        expect(await record(loaded, things('latest', 'seen_at'))).toMatchObject({ _change_time: 2020040110203098n, _is_history: false });
    });

    it('may have a number of 19 digits up to the largest of 64 bits, and is refused above it', async () => {
        expect(await record({ op: 'I', sequence: '20200401102030989223372036854775807', commit: '2020-04-01 10:20:30.980000' })).toMatchObject({ _change_number: 2n ** 63n - 1n });
        await expect(record({ op: 'I', sequence: '20200401102030989999999999999999999', commit: '2020-04-01 10:20:30.980000' })).rejects.toThrow('9999999999999999999');
    });
});
