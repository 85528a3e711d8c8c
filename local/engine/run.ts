import { cleanTables, type RUN_STAGES, sourceTables } from '../../tables/index.js';
import { applyChanges, type TableAccount } from './apply-changes.js';
import { buildModel } from './build-model.js';
import { type Database, literal } from './database.js';
import { hashKey } from './hash-key.js';
import { createNames, type Lake } from './lake.js';
import { observe, writeAccounts } from './observe.js';
import { nextPlan, type Plan } from './plan.js';
import { wholeRawFiles } from './raw-files.js';

/** What a run did. */
export interface RunOutcome {
    readonly runId: number;
    readonly isResumed: boolean;
    readonly files: number;
}

/**
 * Takes whatever is new in raw through clean to model: first the plan is written, then clean is applied and accounted
 * for, then model is built, each as one transaction. After a crash the next run takes up where this one was, under its
 * number.
 *
 * @param onStep called with a few words before each step
 * @param pieceRows see applyChanges
 * @returns null if there was nothing new
 * @throws ExpectedError if a record is lost; then nothing was changed
 */
export async function run({ paths, database }: Lake, onStep: (step: string) => void = () => {}, pieceRows?: number): Promise<RunOutcome | null> {
    const plan = await nextPlan(database, wholeRawFiles(paths.raw));
    if (plan === null) return null;
    const { runId, isResumed, stage, files } = plan;
    await database.run(`create or replace temp macro run_id() as cast(${runId} as bigint)`);
    await database.run(`create or replace temp macro hash_key() as ${literal(hashKey(paths.hashKey))}`);
    if (stage === 'planned') {
        await database.transaction(async () => {
            await writeAccounts(database, await applyToClean({ database, raw: paths.raw, plan, pieceRows, onStep }));
            await reach(database, runId, 'applied');
        });
    }
    // A transaction of its own: DuckDB reads what its own transaction wrote with one thread only.
    await database.transaction(async () => {
        await createNames(database);
        await buildModel(database, (name) => onStep(`model.${name}`));
        onStep('checks');
        await observe(database);
        await reach(database, runId, 'finished');
    });
    return { runId, isResumed, files: files.length };
}

async function applyToClean(options: { database: Database; raw: string; plan: Plan; pieceRows?: number; onStep: (step: string) => void }): Promise<TableAccount[]> {
    const { database, raw, plan, pieceRows, onStep } = options;
    const accounts: TableAccount[] = [];
    for (const table of sourceTables) {
        onStep(`clean.${table.name}`);
        const clean = cleanTables.find(({ name }) => name === table.name)!;
        const files = plan.files.filter((file) => file.table === table.name);
        accounts.push(await applyChanges({ database, raw, table, clean, files, pieceRows }));
    }
    return accounts;
}

async function reach(database: Database, runId: number, stage: (typeof RUN_STAGES)[number]): Promise<void> {
    await database.run(`update state.runs set stage = ${literal(stage)} where run_id = ${runId}`);
}
