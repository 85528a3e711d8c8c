import type { LakeTable, SourceTable } from '../table.js';
import { HISTORY_LIMIT } from './raw-contract.js';

/**
 * Where a table's last complete load starts. Every replicated change before it is overtaken: what the load does not have is
 * deleted, as if by a deletion right before the load. Imported history is left alone.
 */
export interface Floor {
    /** SQL of `_change_time` of the load: 16 digits, or a name for them. */
    readonly time: string;
    /** SQL of `_changed_at` of the load: a time without zone, or a name for it. */
    readonly at: string;
}

/** Place of a floor's deletions within its time: before the load's rows, which have 0. */
export const FLOOR_NUMBER = -1;

/** Is the first of two changes later than the second? Both are relation names. */
const isLater = (one: string, other: string) =>
    `(${one}._change_time > ${other}._change_time or (${one}._change_time = ${other}._change_time and ${one}._change_number > ${other}._change_number))`;

const onKey = (table: { key: readonly string[] }, one: string, other: string) =>
    table.key.map((column) => `${one}.${column} = ${other}.${column}`).join(' and ');

/** The one key column of a source table: a change of key is the deletion of the old one. */
function keyColumn(table: SourceTable): string {
    const [key, ...more] = table.key;
    if (key === undefined || more.length > 0) throw new Error(`The table ${table.name} needs a key of one column; it has ${table.key.length}.`);
    return key;
}

/**
 * The judged changes as effects on single keys, one row each: a deletion or a broken record leaves key and order only,
 * and a change of key deletes the old key at the same place in the order.
 *
 * @param judged relation of the judged records
 * @param floor of the table; a change below it is a deletion at the floor
 */
export function effects(table: SourceTable, judged: string, floor?: Floor): string {
    const key = keyColumn(table);
    const others = Object.keys(table.columns).filter((column) => column !== key);
    const isOvertaken = floor === undefined ? 'false' : `not _is_history and _change_time < ${floor.time}`;
    const raised = (column: string, value: string) => (floor === undefined ? column : `case when _is_overtaken then ${value} else ${column} end as ${column}`);
    const place = [
        raised('_change_time', floor?.time ?? ''),
        raised('_change_number', String(FLOOR_NUMBER)),
        raised('_changed_at', floor?.at ?? ''),
    ].join(',\n    ');
    return `select
    ${key},
${others.map((column) => `    case when _is_kept then ${column} end as ${column},`).join('\n')}
    ${place},
    _is_deletion as _is_deleted,
    not _is_kept and not _is_deletion as _is_hidden,
    run_id() as _run_id
from (
    select
        *,
        ${isOvertaken} as _is_overtaken,
        _op = 'D' or ${isOvertaken} as _is_deletion,
        _op <> 'D' and _broken_rule is null and not (${isOvertaken}) as _is_kept
    from ${judged}
) as judged
where ${key} is not null
union all
select
    _before_${key} as ${key},
${others.map((column) => `    null as ${column},`).join('\n')}
    ${place},
    true as _is_deleted,
    false as _is_hidden,
    run_id() as _run_id
from (
    select
        *,
        ${isOvertaken} as _is_overtaken
    from ${judged}
) as judged
where _before_${key} is not null and _before_${key} is distinct from ${key}`;
}

/** Deletes the rows below a floor that the load did not bring again. Tombstones rise too, so that the order of arrival does not show. */
export function raiseToFloor(table: SourceTable, { time, at }: Floor): string {
    const key = keyColumn(table);
    const others = Object.keys(table.columns).filter((column) => column !== key);
    return `update clean.${table.name}
set
${others.map((column) => `    ${column} = null,`).join('\n')}
    _change_time = ${time},
    _change_number = ${FLOOR_NUMBER},
    _changed_at = ${at},
    _is_deleted = true,
    _is_hidden = false,
    _run_id = run_id()
where _change_time >= ${HISTORY_LIMIT} and _change_time < ${time}`;
}

/** Keys that the batch changes more than once: few, so that only their changes are ranked. */
export function repeatedKeys(table: SourceTable): string {
    const key = keyColumn(table);
    return `select ${key}
from effects_${table.name}
group by ${key}
having count(*) > 1`;
}

/** The judged records that touch a repeated key. */
export function repeatedRecords(table: SourceTable): string {
    const key = keyColumn(table);
    return `select * from judged_${table.name}
where ${key} in (select ${key} from repeated_${table.name})
union all
select * from judged_${table.name}
where _before_${key} in (select ${key} from repeated_${table.name})
    and (${key} is null or ${key} not in (select ${key} from repeated_${table.name}))`;
}

/** The newest change of each key in the batch: one row per key, in the columns of the clean table. */
export function newestChanges(table: SourceTable, clean: LakeTable, floor?: Floor): string {
    const key = keyColumn(table);
    const columns = Object.keys(clean.columns);
    const list = columns.map((column) => `    ${column}`).join(',\n');
    return `select
${columns.map((column) => `    effects.${column}`).join(',\n')}
from effects_${table.name} as effects
left join repeated_${table.name} as repeated
    on effects.${key} = repeated.${key}
where repeated.${key} is null
union all
select
${list}
from (
    select
        effects.*,
        row_number() over (partition by effects.${key} order by effects._change_time desc, effects._change_number desc, effects._is_hidden) as _newest_first
    from (${effects(table, `repeated_records_${table.name}`, floor)}) as effects
    inner join repeated_${table.name} as repeated
        on effects.${key} = repeated.${key}
) as ranked
where _newest_first = 1`;
}

/**
 * Does a change win over the row of its key? Only a later one does, or the very one that hides the row, when it comes again
 * and breaks no rule any more, or breaks one when the run that brought it is taken up again.
 *
 * @param change relation of the changes, in the columns of the clean table
 * @param row relation of the rows
 */
export function winsOver(change: string, row: string): string {
    const isSame = `${change}._change_time = ${row}._change_time and ${change}._change_number = ${row}._change_number`;
    return `(${isLater(change, row)} or (${isSame} and (${row}._is_hidden and not ${change}._is_hidden or ${change}._is_hidden and ${row}._run_id = ${change}._run_id)))`;
}

/**
 * Applies the newest changes to a clean table. The same text on DuckDB and on Spark with Iceberg; the columns of the source
 * stand in the order of the target.
 *
 * @param changes relation of the changes
 */
export function mergeChanges(table: SourceTable, changes = `changes_${table.name}`): string {
    return `merge into clean.${table.name} as target
using ${changes} as source
on ${onKey(table, 'target', 'source')}
when matched and ${winsOver('source', 'target')} then update set *
when not matched then insert *`;
}

/**
 * What became of each record, once, from the state after the merge: one row per outcome and broken rule.
 * A record whose row is absent or older is `lost`; nothing is found by subtraction.
 *
 * @param judged relation of the judged records
 * @param clean relation of the rows that they may have come to
 */
export function account(table: SourceTable, judged: string, clean = `clean.${table.name}`): string {
    const key = keyColumn(table);
    return `with outcomes as (
    select
        judged._broken_rule,
        case
            when judged._broken_rule is not null then 'quarantined'
            when clean.${key} is null or ${isLater('judged', 'clean')} then 'lost'
            when ${isLater('clean', 'judged')} then 'superseded'
            when clean._run_id < run_id() then 'duplicate'
            when repeated.${key} is null then 'applied'
            else 'repeated'
        end as outcome,
        case when repeated.${key} is not null then judged.${key} end as repeated_key
    from ${judged} as judged
    left join ${clean} as clean
        on judged.${key} = clean.${key}
    left join repeated_${table.name} as repeated
        on judged.${key} = repeated.${key}
),
counted as (
    select
        outcome,
        _broken_rule,
        count(*) as records,
        count(distinct repeated_key) as repeated_keys
    from outcomes
    group by
        outcome,
        _broken_rule
)
select
    outcome,
    _broken_rule,
    records
from counted
where outcome <> 'repeated'
union all
-- of several records that are the row's state, the first is applied and the others are duplicates
select
    'applied' as outcome,
    _broken_rule,
    repeated_keys as records
from counted
where outcome = 'repeated'
union all
select
    'duplicate' as outcome,
    _broken_rule,
    records - repeated_keys as records
from counted
where outcome = 'repeated'`;
}

/** Keys of which the batch has two different records at one place in the order: a hash has collided, and neither may win by chance. */
export function collisions(table: SourceTable): string {
    const key = keyColumn(table);
    const place = `${key}, _change_time, _change_number, _op`;
    const others = Object.keys(table.columns).filter((column) => column !== key);
    return `select ${key}
from (select distinct ${[place, ...others].join(', ')} from repeated_records_${table.name}) as contents
group by ${place}
having count(*) > 1
limit 1`;
}

/**
 * The same between the records of the batch and the rows of earlier runs, also after they were merged.
 *
 * @param clean relation of the rows that they may have come to
 */
export function collisionsWithLake(table: SourceTable, clean = `clean.${table.name}`): string {
    const key = keyColumn(table);
    const others = Object.keys(table.columns).filter((column) => column !== key);
    return `select judged.${key}
from judged_${table.name} as judged
inner join ${clean} as clean
    on judged.${key} = clean.${key}
where
    judged._broken_rule is null
    and judged._op <> 'D'
    and not clean._is_deleted
    and not clean._is_hidden
    and judged._change_time = clean._change_time
    and judged._change_number = clean._change_number
    and clean._run_id < run_id()
    and (${others.map((column) => `judged.${column} is distinct from clean.${column}`).join(' or ')})
limit 1`;
}

/** Is a row of a model table otherwise than the one of its key that was built? Both are relation names. */
export function differs(table: LakeTable, one: string, other: string): string {
    const others = Object.keys(table.columns).filter((column) => !table.key.includes(column));
    return `(${others.map((column) => `${one}.${column} is distinct from ${other}.${column}`).join('\n    or ')})`;
}

/**
 * Makes the rows of a model table those that were built; a row that is as it was is not written.
 *
 * @param built relation of the rows
 */
export function mergeBuilt(table: LakeTable, built = `built_${table.name}`): string {
    return `merge into ${table.layer}.${table.name} as target
using ${built} as source
on ${onKey(table, 'target', 'source')}
when matched and ${differs(table, 'target', 'source')} then update set *
when not matched then insert *`;
}
