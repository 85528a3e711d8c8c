import { join } from 'node:path';
import type { Database } from '../engine/database.js';
import { readParquet } from '../engine/duckdb-path.js';
import { openLake, type Turn } from '../engine/lake.js';
import { run } from '../engine/run.js';
import type { Steps } from '../steps.js';
import { type LakeFigures, lakeFigures } from './lake-figures.js';

/** Changes that were committed at one time, in epoch milliseconds. */
export interface Commit {
    readonly at: number;
    readonly changes: number;
}

/** What one turn at the lake came to. */
export interface Published {
    /** Null if there was nothing new. */
    readonly run: { readonly id: number; readonly seconds: number; readonly records: number } | null;
    /** The changes of the run; the rows of loads are left out, which are as old as the shop. */
    readonly commits: readonly Commit[];
    readonly figures: LakeFigures;
    /** The last run before the demo. */
    readonly runsAfter: number;
}

export interface PublishProps {
    /** Folder of the lake. */
    readonly lake: string;
    readonly turn: Turn;
    readonly steps: Steps;
    /** Days of the funnel. */
    readonly days: number;
    /** @default - the last that is there */
    readonly runsAfter?: number;
}

/**
 * Takes a turn at the lake: runs what is new, and reads what is to be shown. Then the lake is free for others: opening and
 * closing take 40 ms at the size of a demo, and who waits for the lake waits no longer than a run.
 */
export async function publish({ lake: folder, turn, steps, days, ...props }: PublishProps): Promise<Published> {
    const lake = await openLake(folder, turn);
    const { database, paths } = lake;
    try {
        const runsAfter = props.runsAfter ?? (await database.row<{ id: number }>("select coalesce(max(run_id), 0)::double as id from state.runs where stage = 'finished'")).id;
        const began = performance.now();
        const outcome = await run(lake, { steps });
        const seconds = (performance.now() - began) / 1000;
        const figures = await lakeFigures(database, { days, runsAfter });
        if (outcome === null) return { run: null, commits: [], figures, runsAfter };
        const { records } = await database.row<{ records: number }>(`select coalesce(sum(records), 0)::double as records from model.run_accounts where run_id = ${outcome.runId}`);
        const commits = await commitsOf(database, paths.raw, outcome.runId);
        return { run: { id: outcome.runId, seconds, records }, commits, figures, runsAfter };
    } finally {
        database.close();
    }
}

async function commitsOf(database: Database, raw: string, runId: number): Promise<readonly Commit[]> {
    const files = await database.rows<{ path: string }>(
        `select path from state.ledger where run_id = ${runId} and regexp_matches(path, '^v[0-9]+/[a-z]+/') and not contains(path, '/LOAD')`,
    );
    if (files.length === 0) return [];
    const paths = files.map(({ path }) => join(raw, path));
    return await database.rows<Commit>(
        `select epoch_ms(cast(_dms_commit_ts as timestamp))::double as at, count(*)::double as changes from ${readParquet(paths, 'union_by_name = true')} group by all`,
    );
}
