import type { SourceTable } from '../../tables/index.js';
import { type Database, literal } from '../engine/database.js';
import { pathInRaw } from './path-in-raw.js';

/** SQL for a judged record whole, as JSON. */
export const wholeRecord = (table: SourceTable): string =>
    `cast(to_json(struct_pack(_op, ${Object.keys(table.columns).join(', ')}, _change_time, _change_number)) as varchar)`;

/** Keeps the records of `judged_<table>` that break a rule, whole, in the quarantine. */
export async function setAside(database: Database, table: SourceTable, raw: string): Promise<void> {
    const value = `case _broken_rule ${table.rules.map((rule) => `when ${literal(rule.name)} then cast(${rule.column} as varchar)`).join(' ')} end`;
    await database.run(`
        insert into clean.quarantine
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
            null as released_run_id,
            null as dropped_at,
            null as drop_reason
        from (
            select
                ${literal(table.name)} as table_name,
                _broken_rule as rule_name,
                ${value} as value,
                ${pathInRaw('_file', raw)} as file,
                _file_row as file_row,
                ${wholeRecord(table)} as record
            from judged_${table.name}
            where _broken_rule is not null
        )`);
}
