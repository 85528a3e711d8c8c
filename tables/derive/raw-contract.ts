import type { SourceTable } from '../table.js';
import { duckdbType } from './duckdb-types.js';

/** Imported history is below everything replicated: its `_change_time` has at most 13 digits, a replicated one 16. */
export const HISTORY_LIMIT = '10000000000000';

/**
 * The records of raw files as `clean` takes them: the source table's columns in their types, what was done (`_op`), the
 * key before (`_before_<key>`), the two parts of the sequence, and where the record stands.
 *
 * The files have the columns that AWS DMS writes with the lake's endpoint settings: `Op` (absent means I),
 * `_dms_seq` (35 digits; empty in a load, whose rows are ordered by its start) and `_dms_commit_ts`
 * (`yyyy-MM-dd HH:mm:ss.SSSSSS`; empty in history, where a record without `_dms_seq` is ordered by its `historyTime`). The raw relation must have `filename` and `file_row_number`.
 *
 * @param raw relation of the raw rows, such as `read_parquet(...)`
 */
export function duckdbRecords(table: SourceTable, raw: string): string {
    // DMS writes microseconds; all times of the lake are to the millisecond.
    const typed = (name: string, type: string) => (type === 'timestamp' ? `make_timestamp_ms(epoch_ms(cast(${name} as timestamp)))` : `cast(${name} as ${type})`);
    const columns = Object.entries(table.columns).map(([name, column]) => `    ${typed(name, duckdbType(column.type))} as ${name},`);
    const [key] = table.key;
    const keyType = duckdbType(table.columns[key!]!.type);
    const historyTime =
        table.history === 'earliest' ? `make_timestamp_ms(9999999999999 - _change_time)` : `make_timestamp_ms(_change_time)`;
    // Clamped to what history can have, so that a time far off is not taken for a replicated change before it is judged.
    const ownTime =
        table.historyTime === undefined
            ? ''
            : `\n            when _dms_commit_ts = '' then greatest(0, least(epoch_ms(cast(${table.historyTime} as timestamp)), ${HISTORY_LIMIT} - 2))`;
    return `select
    * exclude (_commit_time),
    _change_time < ${HISTORY_LIMIT} as _is_history,
    case when _change_time < ${HISTORY_LIMIT} then ${historyTime} else _commit_time end as _changed_at
from (
    select
        coalesce(Op, 'I') as _op,
${columns.map((line) => `    ${line}`).join('\n')}
        cast(BI_${key} as ${keyType}) as _before_${key},
        case
            when _dms_seq <> '' then cast(substr(_dms_seq, 1, 16) as bigint)${ownTime}
            else cast(strftime(cast(_dms_commit_ts as timestamp), '%Y%m%d%H%M%S') || substr(_dms_commit_ts, 21, 2) as bigint)
        end as _change_time,
        case when _dms_seq <> '' then cast(substr(_dms_seq, 17) as bigint) else 0 end as _change_number,
        make_timestamp_ms(epoch_ms(cast(nullif(_dms_commit_ts, '') as timestamp))) as _commit_time,
        filename as _file,
        file_row_number as _file_row
    from ${withAbsent(table, raw)}
)`;
}

/** The relation with the columns that all of its files may lack, which are null then. */
function withAbsent(table: SourceTable, raw: string): string {
    const absent = Object.entries(table.columns).filter(([, { mayBeAbsent }]) => mayBeAbsent);
    if (absent.length === 0) return raw;
    const none = absent.map(([name, { type }]) => `cast(null as ${duckdbType(type)}) as ${name}`).join(', ');
    return `(select * from ${raw} union all by name select ${none} where false)`;
}
