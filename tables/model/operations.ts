import { int64, type LakeTable, optional, ratio, required, text, timestamp } from '../table.js';

export const runAccounts: LakeTable = {
    layer: 'model',
    name: 'run_accounts',
    purpose: 'What became of every record that a run was given: each is counted once. A release from quarantine is a run of its own, which counts its records again.',
    grain: 'one row per run and source table',
    key: ['run_id', 'table_name'],
    columns: {
        run_id: required(int64, 'Number of the run.'),
        table_name: required(text, 'Source table.'),
        records: required(int64, 'Records in the files of the run.'),
        applied: required(int64, 'Records that are the latest state of their key through this run.'),
        superseded: required(int64, 'Records that a later one of the same key outdates.'),
        duplicate: required(int64, 'Records that were there already, in this run or an earlier one.'),
        quarantined: required(int64, 'Records set aside because they break a rule.'),
    },
};

export const quality: LakeTable = {
    layer: 'model',
    name: 'quality',
    purpose: 'What was noticed about the data, run by run: broken rules, missing values, logical checks.',
    grain: 'one row per run, table and measure',
    key: ['run_id', 'table_name', 'measure'],
    columns: {
        run_id: required(int64, 'Number of the run.'),
        table_name: required(text, 'Table that was looked at.'),
        measure: required(text, 'What was counted, such as broken: price_positive or missing: brand, among what the run took in or published.'),
        records: required(int64, 'How many show it.'),
        of_records: required(int64, 'How many were looked at.'),
        share: optional(ratio, 'records / of_records; null where none was looked at.'),
    },
};

export const freshness: LakeTable = {
    layer: 'model',
    name: 'freshness',
    purpose: 'How far each table has come.',
    grain: 'one row per source table',
    key: ['table_name'],
    columns: {
        table_name: required(text, 'Source table.'),
        run_id: required(int64, 'The run that changed it last.'),
        changed_at: optional(timestamp, 'The newest change that it holds, by the time of its commit; of imported history by the time of its event. UTC.'),
    },
};
