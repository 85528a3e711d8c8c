import { bool, int32, int64, type LakeTable, optional, required, text, timestamp } from '../table.js';

/** The stages of a run: its plan is written, clean is applied and accounted for, model is built. */
export const RUN_STAGES = ['planned', 'applied', 'finished'] as const;

const version: LakeTable = {
    layer: 'state',
    name: 'version',
    purpose: 'The version of this lake: which tables it has and how they are laid out.',
    grain: 'one row',
    key: ['version'],
    columns: { version: required(int32, 'Number of the version.') },
};

const runs: LakeTable = {
    layer: 'state',
    name: 'runs',
    purpose: 'The runs of the pipeline. One that is not finished is resumed under its number before another begins.',
    grain: 'one row per run',
    key: ['run_id'],
    columns: {
        run_id: required(int64, 'Number of the run, counted up.'),
        started_at: required(timestamp, 'When its plan was written.'),
        stage: required(text, 'How far it came: each stage is one transaction.', { values: RUN_STAGES }),
    },
};

const ledger: LakeTable = {
    layer: 'state',
    name: 'ledger',
    purpose: 'The files of raw that runs were given. A file is known by its path and its checksum.',
    grain: 'one row per file and content',
    key: ['path', 'checksum'],
    columns: {
        path: required(text, 'Path in raw, relative to it.'),
        checksum: required(text, 'SHA-256 of the content, in hexadecimal digits.'),
        table_name: required(text, 'Source table of its records.'),
        bytes: required(int64, 'Size of the file.'),
        rows: optional(int64, 'Records in the file; of a marker 0, unknown in lakes that were upgraded.'),
        run_id: required(int64, 'The run in whose plan it stands.'),
    },
};

const loads: LakeTable = {
    layer: 'state',
    name: 'loads',
    purpose: 'The markers of complete loads. When all rows of a load have come, every replicated change before it is overtaken.',
    grain: 'one row per load of a table',
    key: ['generation', 'table_name'],
    columns: {
        generation: required(int32, 'Number of the generation, whose files stand in the folder v<number> of raw.'),
        table_name: required(text, 'Source table that was loaded.'),
        start_time: required(int64, 'Start of the load as YYYYMMDDHHMMSShh.'),
        started_at: required(timestamp, 'Start of the load.'),
        rows: required(int64, 'Rows of the load.'),
        run_id: required(int64, 'The run in whose plan the marker stands.'),
    },
};

/** Kept by jobs only, whose commits are table by table: locally it is all one transaction. */
export const renamedCategories: LakeTable = {
    layer: 'state',
    name: 'renamed_categories',
    purpose: 'The categories that a run found to be called otherwise than before, noted before it publishes how.',
    grain: 'one row per run and category',
    key: ['run_id', 'category_id'],
    columns: {
        run_id: required(int64, 'Number of the run.'),
        category_id: required(int64, 'Number of the category.'),
    },
};

/** Kept by jobs only; locally a socket in the lake's folder says who has it. */
export const turns: LakeTable = {
    layer: 'state',
    name: 'turns',
    purpose: 'Which phase of a job has the lake.',
    grain: 'one row',
    key: ['owner'],
    columns: {
        owner: required(text, 'A number that no other start has.'),
        phase: required(text, 'What it does.'),
        renewed_at: required(timestamp, 'When it last said that it lives.'),
        is_over: required(bool, 'Whether it has given the lake back.'),
    },
};

/** Kept locally only; jobs make the predictions once a day. */
const predictions: LakeTable = {
    layer: 'state',
    name: 'predictions',
    purpose: 'What the predictions in model were made of, so that a run makes them anew only where that has changed.',
    grain: 'one row, none before the first predictions',
    key: ['digest'],
    columns: { digest: required(text, 'Digest of the files of SQL and the last day, followed by `behind` where purchases have changed since.') },
};

/** Kept locally only; jobs make the aggregates whole once a day. */
const aggregates: LakeTable = {
    layer: 'state',
    name: 'aggregates',
    purpose: 'By which files the aggregates in model were made, so that a run makes them anew where those have changed.',
    grain: 'one row, none before the first aggregates',
    key: ['digest'],
    columns: { digest: required(text, 'Digest of the files of SQL.') },
};

/** What the lake knows of its own work, where that is kept locally only. */
export const LOCAL_STATE: readonly string[] = ['version', 'predictions', 'aggregates'];

/** What the lake knows of its own work. */
export const stateTables: readonly LakeTable[] = [version, runs, ledger, loads, predictions, aggregates];
