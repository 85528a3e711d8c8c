import { bool, int64, optional, ratio, required, text, type View } from '../table.js';

export const recordAccount: View = {
    name: 'record_account',
    purpose: 'What became of every record that the runs were given, and whether the account of each table closes.',
    grain: 'one row per source table that runs were given records of',
    key: ['table_name'],
    columns: {
        table_name: required(text, 'Source table.'),
        runs: required(int64, 'Runs.'),
        last_run_id: required(int64, 'The last of them.'),
        records: required(int64, 'Records that they were given.'),
        applied: required(int64, 'Records that were the latest state of their key.'),
        superseded: required(int64, 'Records that a later one of the same key outdates.'),
        duplicate: required(int64, 'Records that were there already.'),
        quarantined: required(int64, 'Records set aside because they break a rule.'),
        quarantined_share: optional(ratio, 'quarantined / records; null where there were none.'),
        is_closed: required(bool, 'Whether records is the sum of the four.'),
    },
    example: `
        select table_name, records, applied, superseded, duplicate, quarantined, is_closed
        from record_account
        order by table_name
    `,
};
