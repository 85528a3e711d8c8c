import type { OnWait } from '../../local/engine/take-turn.js';
import { ExpectedError } from '../../local/errors.js';
import { lakePaths } from '../../local/engine/lake-paths.js';
import { type OriginalLine, originalLine } from '../../local/quarantine/original-line.js';
import { requireOne, selectRecords } from '../../local/quarantine/select-records.js';
import { sourceTables } from '../../tables/index.js';
import { tell } from '../output/tell.js';
import { terminalText } from '../../local/terminal-text.js';
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
    /** Records that are equal have one name. */
    readonly copies: string;
}

/**
 * Shows one record whole: where it stands, why it was set aside, what it says.
 *
 * @throws UsageError if none or several records have that name
 */
export async function showRecord({ lake, id, onWait }: { lake: string; id: string; onWait: OnWait }): Promise<void> {
    const condition = selectRecords({ ids: [id] });
    const found = await readRows<Shown>({ lake, onWait }, `select cast(columns(* exclude (record)) as varchar), cast(count(*) over (partition by quarantine_id) as varchar) as copies from clean.quarantine where ${condition} qualify row_number() over (partition by quarantine_id order by run_id, file, file_row) = 1 order by quarantine_id limit 2`);
    requireOne(id, found.map(({ quarantine_id }) => quarantine_id));
    const record = found[0]!;
    const fields = await readRows<{ key: string; value: string }>(
        { lake, onWait },
        `select fields.key, fields.value::varchar as value from clean.quarantine, json_each(record) as fields where quarantine_id = '${record.quarantine_id}' and file = '${record.file.replaceAll("'", "''")}' and file_row = ${record.file_row} order by fields.id`,
    );
    if (fields.length === 0) throw new ExpectedError(`The record ${record.quarantine_id} has no fields; the lake is damaged.`);
    const original = await originalLine(lakePaths(lake).raw, record.file, Number(record.file_row));
    const told = [about(record, original), lines(fields.map(({ key, value }) => [key, value]))];
    if (original !== null) told.push(['Its line said also:', ...lines(Object.entries(original.values))]);
    tell(told.map((part) => part.join('\n')).join('\n\n'));
}

function about(record: Shown, original: OriginalLine | null): string[] {
    const rule = sourceTables.find(({ name }) => name === record.table_name)?.rules.find(({ name }) => name === record.rule_name);
    return lines([
        ['record', record.quarantine_id],
        ['table', record.table_name],
        ['breaks', `${record.rule_name}${rule === undefined ? '' : `: ${rule.meaning}`}`],
        ['value', record.value ?? 'none'],
        ['file', `raw/${record.file}, row ${record.file_row}`],
        ...(record.copies === '1' ? [] : [['copies', `${record.copies} equal records have this name; release and drop take them all`] as const]),
        ...(original === null ? [] : [['imported from', original.source] as const]),
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
