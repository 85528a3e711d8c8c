import type { SourceTable } from '../table.js';
import { HISTORY_LIMIT } from './raw-contract.js';
import { sparkType } from './spark-types.js';

/**
 * The records of raw files as `clean` takes them, for Spark: what `duckdbRecords` is for DuckDB, with the same columns and
 * values. The raw relation must have `_file` and `_file_row`.
 */
export function sparkRecords(table: SourceTable, raw: string): string {
    // DMS writes microseconds; all times of the lake are to the millisecond. Spark truncates times with a zone only, here UTC.
    const milliseconds = (value: string) => `cast(date_trunc('MILLISECOND', cast(${value} as timestamp_ntz)) as timestamp_ntz)`;
    const typed = (name: string, type: string) => (type === 'timestamp_ntz' ? milliseconds(name) : `cast(${name} as ${type})`);
    const [key] = table.key;
    const ownTime =
        table.historyTime === undefined
            ? []
            : [`when _dms_commit_ts = '' then greatest(0, least(unix_millis(cast(${table.historyTime} as timestamp)), ${HISTORY_LIMIT} - 2))`];
    const columns = Object.keys(table.columns);
    const names = ['_op', ...columns, `_before_${key}`, '_change_time', '_change_number', '_file', '_file_row'];
    return `select
${names.map((name) => `    ${name}`).join(',\n')},
    _change_time < ${HISTORY_LIMIT} as _is_history,
    case
        when _change_time < ${HISTORY_LIMIT} then cast(timestamp_millis(${table.history === 'earliest' ? '9999999999999 - _change_time' : '_change_time'}) as timestamp_ntz)
        else _commit_time
    end as _changed_at
from (
    select
        coalesce(Op, 'I') as _op,
${columns.map((name) => `        ${typed(name, sparkType(table.columns[name]!.type))} as ${name},`).join('\n')}
        cast(BI_${key} as ${sparkType(table.columns[key!]!.type)}) as _before_${key},
        case
            when _dms_seq <> '' then cast(substr(_dms_seq, 1, 16) as bigint)
${ownTime.map((line) => `            ${line}\n`).join('')}            else cast(regexp_replace(substr(_dms_commit_ts, 1, 22), '[^0-9]', '') as bigint)
        end as _change_time,
        case when _dms_seq <> '' then cast(substr(_dms_seq, 17) as bigint) else 0 end as _change_number,
        ${milliseconds("nullif(_dms_commit_ts, '')")} as _commit_time,
        _file,
        _file_row
    from ${raw}
) as records`;
}
