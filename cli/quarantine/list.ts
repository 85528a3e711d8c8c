import type { OnWait } from '../../local/engine/take-turn.js';
import type { QueryFormat } from '../query/query-format.js';
import { runQuery } from '../query/run-query.js';

const LIST = `
    select
        table_name,
        rule_name,
        status,
        count(*) as records,
        count(distinct file) as files,
        min(quarantine_id) as example,
        arg_min_null(value, quarantine_id) as example_value,
        min_by(file, quarantine_id) as example_file
    from clean.quarantine
    group by
        table_name,
        rule_name,
        status
    order by
        status = 'open' desc,
        records desc,
        table_name,
        rule_name,
        status`;

/** Shows how many records of each table and rule were set aside, and one of each. */
export async function listQuarantine({ lake, format, onWait }: { lake: string; format: QueryFormat; onWait: OnWait }): Promise<void> {
    await runQuery({ lake, sql: LIST, format, stdout: process.stdout, onWait });
}
