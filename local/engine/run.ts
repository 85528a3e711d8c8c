import { join } from 'node:path';
import { cleanTables, type RUN_STAGES, sourceTables } from '../../tables/index.js';
import { applyChanges, type TableAccount } from './apply-changes.js';
import { buildModel, type BuildModelOptions, buildPolicies } from './build-model.js';
import { areAggregatesMade, keepAggregates } from './build-aggregates.js';
import { buildPredictions } from './build-predictions.js';
import { type Database, literal } from './database.js';
import { readFloors } from './floors.js';
import { hashKey } from './hash-key.js';
import { markDropped, readDropped } from '../quarantine/dropped-records.js';
import { keepNames, type Lake } from './lake.js';
import { observe, writeAccounts } from './observe.js';
import { nextPlan, type Plan } from './plan.js';
import { stepLog } from '../step-log.js';
import { Steps } from '../steps.js';
import { refuseDamagedFiles, wholeRawFiles } from './raw-files.js';
import { refuseForeignFiles } from './refuse-foreign-files.js';
import { isReplicated, replicatedFiles } from './replicated-files.js';

/** What a run did. */
export interface RunOutcome {
    readonly runId: number;
    readonly isResumed: boolean;
    readonly files: number;
}

/** How a run is followed, and how it is cut. */
export interface RunOptions {
    /** @default nobody follows */
    readonly steps?: Steps;
    /** See applyChanges and buildModel. */
    readonly pieceRows?: number;
    /** See BuildPredictionsProps. */
    readonly fewCustomers?: number;
}

/**
 * Takes whatever is new in raw through clean to model: first the plan is written, then clean is applied and accounted
 * for, then model is built, each as one transaction. After a crash the next run takes up where this one was, under its
 * number. Each run that has something to do writes a log, a line of JSON per step.
 *
 * @returns null if there was nothing new
 * @throws ExpectedError if a record is lost; then nothing was changed
 */
export async function run({ paths, database }: Lake, { steps = new Steps(), pieceRows, fewCustomers }: RunOptions = {}): Promise<RunOutcome | null> {
    const hasDropped = await readDropped(database, paths.raw);
    const plan = await steps.take('plan', async () => nextPlan(database, [...wholeRawFiles(paths.raw), ...(await replicatedFiles(database, paths.raw))], async (files) => {
        // Those of replication that are new were read a moment ago, for the checksum that they are planned with.
        await refuseDamagedFiles(paths.raw, files.filter(({ path }) => !isReplicated(path)));
        await refuseForeignFiles(database, paths.raw, files.filter(({ path }) => isReplicated(path)));
    }));
    if (plan === null) {
        // What this program says of itself is published all the same.
        await database.transaction(async () => {
            await keepNames(database);
            await steps.take('model.recurrence_policies', () => buildPolicies(database), (rows) => rows);
            await keepAggregates(database, steps);
            await buildPredictions({ database, steps, hasChanged: false, isIdle: true });
        });
        return null;
    }
    const { runId, isResumed, stage, files } = plan;
    steps.watch(stepLog(join(paths.logs, `run-${String(runId).padStart(6, '0')}.jsonl`), { run_id: runId, is_resumed: isResumed }));
    await steps.during(async () => {
        await nameRun({ paths, database }, runId);
        if (stage === 'planned') await apply({ database, raw: paths.raw, plan, hasDropped, pieceRows, steps });
        await publish(database, runId, steps, { pieceRows, fewCustomers });
    });
    return { runId, isResumed, files: files.length };
}

/** Gives the SQL files the functions that they have from the engine: which run this is, and the key of its hashes. */
export async function nameRun({ paths, database }: Lake, runId: number): Promise<void> {
    await database.run(`create or replace temp macro run_id() as cast(${runId} as bigint)`);
    await database.run(`create or replace temp macro hash_key() as ${literal(hashKey(paths.hashKey))}`);
}

async function apply(options: { database: Database; raw: string; plan: Plan; hasDropped: boolean; pieceRows: number | undefined; steps: Steps }): Promise<void> {
    const { database, raw, plan, hasDropped, pieceRows, steps } = options;
    await database.transaction(async () => {
        await forgetReplaced(database, plan);
        const floors = await readFloors(database, plan.runId);
        const accounts: TableAccount[] = [];
        for (const table of sourceTables) {
            const clean = cleanTables.find(({ name }) => name === table.name)!;
            const files = plan.files.filter((file) => file.table === table.name && file.load === undefined);
            accounts.push(
                await steps.take(`clean.${table.name}`, () => applyChanges({ database, raw, table, clean, files, hasDropped, pieceRows, floor: floors.get(table.name) }), ({ records }) => records),
            );
        }
        if (hasDropped) await markDropped(database);
        await steps.take('accounts', () => writeAccounts(database, accounts));
        await steps.take('clean is kept', () => reach(database, plan.runId, 'applied'));
    });
}

/** A file that was imported anew has its records at other places: those of its earlier content come again, those that were given up too. */
async function forgetReplaced(database: Database, { runId, files }: Plan): Promise<void> {
    if (files.length === 0) return;
    await database.run(`
        delete from clean.quarantine
        where
            status <> 'released'
            and file in (
                select earlier.path
                from state.ledger as earlier
                inner join state.ledger as planned
                    on earlier.path = planned.path
                where planned.run_id = ${runId} and earlier.run_id < ${runId}
            )`);
}

/**
 * Builds model. A transaction of its own: DuckDB reads what its own transaction wrote with one thread only. Aggregates that are made whole
 * have one too; a run that is broken off between the two is not finished, and the next one makes them.
 */
export async function publish(database: Database, runId: number, steps: Steps, options?: BuildModelOptions): Promise<void> {
    const finish = () => steps.take('model is kept', () => reach(database, runId, 'finished'));
    const isWhole = await database.transaction(async () => {
        await keepNames(database);
        await buildModel(database, steps, options);
        await steps.take('checks', () => observe(database));
        const areMade = await areAggregatesMade(database);
        if (areMade) await finish();
        return areMade;
    });
    if (isWhole) return;
    await database.transaction(async () => {
        await keepAggregates(database, steps);
        await finish();
    });
}

/** Notes how far a run has come. */
export async function reach(database: Database, runId: number, stage: (typeof RUN_STAGES)[number]): Promise<void> {
    await database.run(`update state.runs set stage = ${literal(stage)} where run_id = ${runId}`);
}
