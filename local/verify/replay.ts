import type { SourceTable } from '../../tables/index.js';
import type { Side } from './compare-rows.js';
import { keyOf } from './raw-records.js';

export interface ReplayProps {
    readonly table: SourceTable;
    /** Relation of records as recordsOf gives them, with `_broken_rule`. */
    readonly judged: string;
    /** Start of the last complete load; what is replicated and below counts as deleted right before it. */
    readonly floor?: LoadStart;
    /** Are deleted and hidden rows left out, as the source has no such rows? */
    readonly isSource?: boolean;
    /** Are rows left out that a floor alone has deleted? */
    readonly isBounded?: boolean;
}

export interface LoadStart {
    /** 16 digits. */
    readonly time: string;
    /** `yyyy-MM-dd HH:mm:ss.SSS` */
    readonly at: string;
}

/**
 * What a table has to be after all its records: the newest of each key decides, whatever came of it. Written from the rules of
 * the order of changes and not from tables/derive/merge.ts, whose work it checks; a bare ranking of all records, where a
 * run merges, appends, and raises floors.
 */
export function replay({ table, judged, floor, isSource = false, isBounded = false }: ReplayProps): Side {
    const key = keyOf(table);
    const others = Object.keys(table.columns).filter((column) => column !== key);
    const isBelow = floor === undefined ? 'false' : `(not _is_history and _change_time < ${floor.time})`;
    const atFloor = (column: string, value: string) => (floor === undefined ? `${column}` : `case when ${isBelow} then ${value} else ${column} end as ${column}`);
    const order = [atFloor('_change_time', floor?.time ?? ''), atFloor('_change_number', '-1'), atFloor('_changed_at', `timestamp '${floor?.at}'`)].join(',\n        ');
    const changes = `
    select
        ${key},
        ${others.map((column) => `if(_op = 'D' or _broken_rule is not null or ${isBelow}, null, ${column}) as ${column},`).join('\n        ')}
        ${order},
        _op = 'D' or ${isBelow} as _is_deleted,
        _op <> 'D' and _broken_rule is not null and not ${isBelow} as _is_hidden,
        _broken_rule,
        _file,
        _file_row
    from ${judged}
    where ${key} is not null
    union all
    select
        _old_key as ${key},
        ${others.map((column) => `null as ${column},`).join('\n        ')}
        ${order},
        true as _is_deleted,
        false as _is_hidden,
        null as _broken_rule,
        _file,
        _file_row
    from (select * exclude (${key}), ${key} as _new_key from ${judged} where _old_key is not null)
    where _old_key is distinct from _new_key`;
    // Of two at one place the one that shows the row stands, as a released record, then the one that deletes it.
    const place = '(cast(_change_time as hugeint) * 10000000000000000000 + _change_number) * 4 + if(_is_hidden, 0, if(_is_deleted, 1, 2))';
    const leftOut = [...(isSource ? ['_is_deleted'] : []), ...(isBounded ? ['_change_number = -1'] : [])].join(' or ') || 'false';
    return {
        rows: (condition) => `
select * from (
    select *
    from (${changes}
    )
    where ${condition}
    qualify row_number() over (partition by ${key} order by ${place} desc) = 1
)
where not (${leftOut})`,
        hashes: (condition, rowHash) => `
select ${key}, row_hash from (
    select ${key}, arg_max(if(${leftOut}, 0, ${rowHash}), ${place}) as row_hash
    from (${changes}
    )
    where ${condition}
    group by ${key}
)
where row_hash <> 0`,
    };
}
