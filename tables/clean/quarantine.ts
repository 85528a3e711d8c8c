import { int64, type LakeTable, optional, required, text, timestamp } from '../table.js';

/** What became of a record that was set aside: it waits, its rule was mended and it was applied, or it was given up. */
export const QUARANTINE_STATUSES = ['open', 'released', 'dropped'] as const;

export const quarantine: LakeTable = {
    layer: 'clean',
    name: 'quarantine',
    purpose: 'Records that break a rule, kept whole until the rule is mended or they are dropped; those are kept too.',
    grain: 'one row per record of raw',
    key: ['table_name', 'file', 'file_row'],
    columns: {
        quarantine_id: required(text, 'Names the record: 16 hexadecimal digits that follow from table and content, so that copies of a record share it.'),
        table_name: required(text, 'Source table of the record.'),
        rule_name: required(text, 'The first rule that it breaks.'),
        value: optional(text, 'Value that broke the rule.', { personal: 'direct' }),
        file: required(text, 'File in raw, relative to it.'),
        file_row: required(int64, 'Row in that file, from 0.'),
        run_id: required(int64, 'The run that set it aside.'),
        record: required(text, 'The whole record as JSON.', { personal: 'direct' }),
        status: required(text, 'Whether it waits, was applied after its rule was mended, or was given up.', { values: QUARANTINE_STATUSES }),
        released_run_id: optional(int64, 'The run that applied it after all.'),
        dropped_at: optional(timestamp, 'When it was given up, UTC.'),
        drop_reason: optional(text, 'Why it was given up.'),
    },
};
