import { join } from 'node:path';
import { duckdbType } from '../../tables/derive/duckdb-types.js';
import type { SourceTable } from '../../tables/index.js';
import { readParquet } from '../engine/duckdb-path.js';

/** The one key column of a source table. */
export function keyOf({ name, key }: SourceTable): string {
    const [column, ...more] = key;
    if (column === undefined || more.length > 0) throw new Error(`The table ${name} needs a key of one column; it has ${key.length}.`);
    return column;
}

/** A time of imported history stands below all replicated ones: 13 digits of milliseconds against 16 of a date. */
const AFTER_HISTORY = 10_000_000_000_000n;
/** Where the earliest stands, milliseconds are counted down from here. */
const LAST_MILLISECOND = 9_999_999_999_999n;

/**
 * The records of raw files with their place in the order, read anew from the rules of the order of changes: verification
 * takes nothing from tables/derive/raw-contract.ts, by which runs read them.
 *
 * @param paths relative to raw, at least one
 * @param since 16 digits; only replicated records from this time on
 */
export function recordsOf(table: SourceTable, raw: string, paths: readonly string[], since?: string): string {
    const key = keyOf(table);
    const rows = readParquet(
        paths.map((path) => join(raw, path)),
        'union_by_name = true',
        'filename = true',
        'file_row_number = true',
    );
    // AWS DMS writes microseconds; the lake's times end with the millisecond.
    const typed = (column: string, name: string) => {
        const type = duckdbType(table.columns[name]!.type);
        return type === 'timestamp' ? `date_trunc('millisecond', cast(${column} as timestamp))` : `cast(${column} as ${type})`;
    };
    // 2026-11-01 10:20:30.123456 → 2026110110203012
    const loadTime = [
        [1, 4],
        [6, 2],
        [9, 2],
        [12, 2],
        [15, 2],
        [18, 2],
        [21, 2],
    ].map(([from, length]) => `substr(_dms_commit_ts, ${from}, ${length})`);
    const ownTime = table.historyTime === undefined ? 'null' : `least(greatest(epoch_ms(cast(${table.historyTime} as timestamp)), 0), ${AFTER_HISTORY - 2n})`;
    const historyMoment = table.history === 'earliest' ? `${LAST_MILLISECOND} - _change_time` : '_change_time';
    // Files that are older than a column lack it, and then all of them may.
    const later = Object.keys(table.columns).filter((name) => table.columns[name]!.mayBeAbsent);
    const absent = later.length === 0 ? '' : ` union all by name select ${later.map((name) => `cast(null as varchar) as ${name}`).join(', ')} where false`;
    const isRecent = since === undefined ? 'true' : `(_dms_seq >= ${`'${since}'`} or (_dms_seq = '' and _dms_commit_ts <> '' and ${loadTime.join(' || ')} >= '${since}'))`;
    return `select
        *,
        case when _is_history then make_timestamp_ms(${historyMoment}) else cast(substr(_committed_at, 1, 23) as timestamp) end as _changed_at
    from (
        select
            ${Object.keys(table.columns).map((name) => `${typed(name, name)} as ${name},`).join('\n            ')}
            ${typed(`BI_${key}`, key)} as _old_key,
            case when Op is null then 'I' else Op end as _op,
            _dms_commit_ts is null or _dms_commit_ts = '' as _is_history,
            case
                when length(_dms_seq) > 0 then cast(substr(_dms_seq, 1, 16) as bigint)
                when _dms_commit_ts is null or _dms_commit_ts = '' then ${ownTime}
                else cast(${loadTime.join(' || ')} as bigint)
            end as _change_time,
            case when length(_dms_seq) > 0 then cast(substr(_dms_seq, 17, 19) as bigint) else 0 end as _change_number,
            _dms_commit_ts as _committed_at,
            _dms_stream_position as _position,
            substr(filename, ${[...raw].length + 2}) as _file,
            file_row_number as _file_row
        from (select * from ${rows}${absent})
        where ${isRecent}
    )`;
}
