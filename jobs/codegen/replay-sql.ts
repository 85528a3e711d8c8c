import { sparkType } from '../../tables/derive/spark-types.js';
import type { SourceTable } from '../../tables/index.js';

/** The statements that rank all records of a table anew, each on top of the one before. */
export interface Replay {
    /** Of `rows_<table>`, the rows of the files: records with their place in the order. */
    readonly records: string;
    /** Of `ruled_<table>`, the records with the rule that each breaks today, and `waiting_<table>`, what waits in quarantine. */
    readonly judged: string;
    /** Of `judged_<table>`: what clean has to be. `floor_time()` and `floor_at()` are of the load in force. */
    readonly expected: string;
}

/** Where the earliest record of history stands, its milliseconds are counted down from here. */
const LAST_MILLISECOND = '9999999999999';

/**
 * What a table of clean has to be after all its records: the newest of each key decides, whatever came of it. Written from the
 * rules of the order of changes and not from tables/derive/, by whose statements runs read and merge.
 */
export const replay = (table: SourceTable): Replay => ({ records: records(table), judged: judged(table), expected: expected(table) });

function records({ name, columns, key: [key], historyTime, history }: SourceTable): string {
    const typed = (column: string, type: string) => (type === 'timestamp_ntz' ? `cast(timestamp_millis(unix_millis(cast(${column} as timestamp))) as timestamp_ntz)` : `cast(${column} as ${type})`);
    const ownTime = historyTime === undefined ? 'null' : `least(greatest(unix_millis(cast(${historyTime} as timestamp)), 0), ${LAST_MILLISECOND} - 1)`;
    const moment = history === 'earliest' ? `${LAST_MILLISECOND} - _change_time` : '_change_time';
    return `select
    *,
    cast(if(_is_history, timestamp_millis(${moment}), timestamp_millis(unix_millis(cast(_committed_at as timestamp)))) as timestamp_ntz) as _changed_at
from (
    select
${Object.entries(columns).map(([column, { type }]) => `        ${typed(column, sparkType(type))} as ${column},`).join('\n')}
        cast(BI_${key} as ${sparkType(columns[key!]!.type)}) as _old_key,
        if(Op is null, 'I', Op) as _op,
        coalesce(length(_dms_commit_ts), 0) = 0 as _is_history,
        case
            when length(_dms_seq) > 0 then cast(left(_dms_seq, 16) as bigint)
            when coalesce(length(_dms_commit_ts), 0) = 0 then ${ownTime}
            -- 2026-11-01 10:20:30.123456 is 2026110110203012
            else cast(translate(left(_dms_commit_ts, 22), '-: .', '') as bigint)
        end as _change_time,
        if(length(_dms_seq) > 0, cast(right(_dms_seq, 19) as bigint), 0) as _change_number,
        nullif(_dms_commit_ts, '') as _committed_at,
        _file,
        _file_row
    from rows_${name}
) as placed`;
}

/** A record that waits hides its row still, although its rule was mended since. */
const judged = ({ name }: SourceTable): string => `select
    ruled.* except (_broken_rule),
    coalesce(ruled._broken_rule, waiting.rule_name) as _broken_rule
from ruled_${name} as ruled
left join waiting_${name} as waiting
    on
        ruled._file = waiting.file
        and ruled._file_row = waiting.file_row`;

function expected({ name, columns, key: [key] }: SourceTable): string {
    const others = Object.keys(columns).filter((column) => column !== key);
    const order = ['_change_time', '_change_number', '_changed_at'];
    return `select
    ${key},
${others.map((column) => `    ${column},`).join('\n')}
${order.map((column) => `    ${column},`).join('\n')}
    _is_deleted,
    _is_hidden
from (
    select
        *,
        -- of two at one place the one that shows the row stands, then the one that deletes it
        row_number() over (partition by ${key} order by _change_time desc, _change_number desc, _is_hidden, _is_deleted) as _newest_first
    from (
        select
            ${key},
${others.map((column) => `            if(_op = 'D' or _is_below or _broken_rule is not null, null, ${column}) as ${column},`).join('\n')}
            if(_is_below, floor_time(), _change_time) as _change_time,
            if(_is_below, -1, _change_number) as _change_number,
            if(_is_below, floor_at(), _changed_at) as _changed_at,
            _op = 'D' or _is_below as _is_deleted,
            _op <> 'D' and not _is_below and _broken_rule is not null as _is_hidden
        from (select *, not _is_history and _change_time < floor_time() as _is_below from judged_${name}) as placed
        where ${key} is not null
        union all
        -- a record that carries another key besides deletes that one
        select
            _old_key as ${key},
${others.map((column) => `            null as ${column},`).join('\n')}
            if(_is_below, floor_time(), _change_time) as _change_time,
            if(_is_below, -1, _change_number) as _change_number,
            if(_is_below, floor_at(), _changed_at) as _changed_at,
            true as _is_deleted,
            false as _is_hidden
        from (select *, not _is_history and _change_time < floor_time() as _is_below from judged_${name}) as placed
        where
            _old_key is not null
            and _old_key is distinct from ${key}
    ) as changes
) as ranked
where _newest_first = 1`;
}
