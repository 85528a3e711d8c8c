import { int64, type LakeTable, optional, required, text } from '../table.js';

export const quarantine: LakeTable = {
    layer: 'clean',
    name: 'quarantine',
    purpose: 'Records that break a rule, kept whole until the rule is mended or they are dropped.',
    grain: 'one row per record of raw',
    key: ['table_name', 'file', 'file_row'],
    columns: {
        table_name: required(text, 'Source table of the record.'),
        rule_name: required(text, 'The first rule that it breaks.'),
        value: optional(text, 'Value that broke the rule.', { personal: 'direct' }),
        file: required(text, 'File in raw, relative to it.'),
        file_row: required(int64, 'Row in that file, from 0.'),
        run_id: required(int64, 'The run that set it aside.'),
        record: required(text, 'The whole record as JSON.', { personal: 'direct' }),
    },
};
