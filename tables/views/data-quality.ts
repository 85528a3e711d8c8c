import { int64, optional, ratio, required, text, type View } from '../table.js';

export const dataQuality: View = {
    name: 'data_quality',
    purpose: 'What was noticed about the data: broken rules, missing values, logical checks, in the last run that looked and in all.',
    grain: 'one row per table and measure',
    key: ['table_name', 'measure'],
    columns: {
        table_name: required(text, 'Table that was looked at.'),
        measure: required(text, 'What was counted, such as broken: price_positive or missing: brand.'),
        runs: required(int64, 'Runs that looked.'),
        last_run_id: required(int64, 'The last of them.'),
        last_records: required(int64, 'How many showed it in the last run.'),
        last_of_records: required(int64, 'How many were looked at in the last run.'),
        last_share: optional(ratio, 'last_records / last_of_records; null where none was looked at.'),
        records: required(int64, 'How many showed it in all runs.'),
        of_records: required(int64, 'How many were looked at in all runs; a record that runs publish again counts again.'),
        share: optional(ratio, 'records / of_records; null where none was looked at.'),
    },
    example: `
        select table_name, measure, last_records, last_of_records, last_share
        from data_quality
        order by table_name, measure
        limit 4
    `,
};
