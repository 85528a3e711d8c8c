import { Type } from 'apache-arrow/enum';
import type { LakeTable, SourceTable } from '../table.js';

const text = (value: string): string => `'${value.replaceAll("'", "\\'")}'`;

/**
 * Keeps the records of `judged_<table>` that break a rule, whole, in the quarantine, for Spark: a run that is taken up again finds
 * those that it kept. The JSON is the one that DuckDB writes.
 */
export function sparkSetAside(table: SourceTable, quarantine: LakeTable): string {
    const field = (name: string, value = name) => `${text(name)}, ${value}`;
    const fields = [
        field('_op'),
        ...Object.entries(table.columns).map(([name, { type }]) => field(name, type.typeId === Type.Timestamp ? `cast(${name} as string)` : name)),
        field('_change_time'),
        field('_change_number'),
    ];
    const value = `case _broken_rule ${table.rules.map((rule) => `when ${text(rule.name)} then cast(${rule.column} as string)`).join(' ')} end`;
    return `merge into clean.quarantine as target
using (
    select
        substr(md5(concat_ws('|', table_name, record)), 1, 16) as quarantine_id,
        table_name,
        rule_name,
        value,
        file,
        file_row,
        run_id() as run_id,
        record,
        'open' as status,
        cast(null as bigint) as released_run_id,
        cast(null as timestamp_ntz) as dropped_at,
        cast(null as string) as drop_reason
    from (
        select
            ${text(table.name)} as table_name,
            _broken_rule as rule_name,
            ${value} as value,
            _file as file,
            _file_row as file_row,
            to_json(named_struct(${fields.join(', ')}), map('ignoreNullFields', 'false')) as record
        from judged_${table.name}
        where _broken_rule is not null
    ) as broken
) as source
on ${quarantine.key.map((column) => `target.${column} = source.${column}`).join(' and ')}
when matched and target.run_id < source.run_id then update set *
when not matched then insert *`;
}
