import type { OnWait } from '../../local/engine/take-turn.js';
import { ExpectedError, UsageError } from '../../local/errors.js';
import { selectRecords } from '../../local/quarantine/select-records.js';
import { sourceTables } from '../../tables/index.js';
import { tell } from '../output/tell.js';
import { terminalText } from '../query/terminal-text.js';
import { readRows } from './read-rows.js';

interface Shown {
    readonly quarantine_id: string;
    readonly table_name: string;
    readonly rule_name: string;
    readonly value: string | null;
    readonly file: string;
    readonly file_row: string;
    readonly run_id: string;
    readonly status: string;
    readonly released_run_id: string | null;
    readonly dropped_at: string | null;
    readonly drop_reason: string | null;
}

/**
 * Shows one record whole: where it stands, why it was set aside, what it says.
 *
 * @throws UsageError if none or several records have that name
 */
export async function showRecord({ lake, id, onWait }: { lake: string; id: string; onWait: OnWait }): Promise<void> {
    const condition = selectRecords({ ids: [id] });
    const [record, another] = await readRows<Shown>({ lake, onWait }, `select cast(columns(* exclude (record)) as varchar) from clean.quarantine where ${condition} order by quarantine_id limit 2`);
    if (record === undefined) throw new UsageError(`No record is called ${id}: quarantine list shows what there is, clean.quarantine all of them.`);
    if (another !== undefined) throw new UsageError(`Several records begin with ${id}, such as ${record.quarantine_id} and ${another.quarantine_id}: give more digits.`);
    const fields = await readRows<{ key: string; value: string }>(
        { lake, onWait },
        `select fields.key, fields.value::varchar as value from clean.quarantine, json_each(record) as fields where quarantine_id = '${record.quarantine_id}' order by fields.id`,
    );
    if (fields.length === 0) throw new ExpectedError(`The record ${record.quarantine_id} has no fields; the lake is damaged.`);
    tell([...about(record), '', ...lines(fields.map(({ key, value }) => [key, value]))].join('\n'));
}

function about(record: Shown): string[] {
    const rule = sourceTables.find(({ name }) => name === record.table_name)?.rules.find(({ name }) => name === record.rule_name);
    return lines([
        ['record', record.quarantine_id],
        ['table', record.table_name],
        ['breaks', `${record.rule_name}${rule === undefined ? '' : `: ${rule.meaning}`}`],
        ['value', record.value ?? 'none'],
        ['file', `raw/${record.file}, row ${record.file_row}`],
        ['set aside by', `run ${record.run_id}`],
        ['status', status(record)],
    ]);
}

function status({ status, released_run_id, dropped_at, drop_reason }: Shown): string {
    if (status === 'released') return `released by run ${released_run_id}`;
    return status === 'dropped' ? `dropped at ${dropped_at} UTC: ${drop_reason}` : status;
}

function lines(pairs: readonly (readonly [string, string])[]): string[] {
    const width = Math.max(...pairs.map(([name]) => name.length));
    return pairs.map(([name, value]) => `${name.padEnd(width)}  ${terminalText(value)}`);
}
