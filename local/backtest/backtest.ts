import { join } from 'node:path';
import { duckdbCreateTable } from '../../tables/derive/duckdb-ddl.js';
import { type MakePredictionsProps, makePredictions, predictionTables } from '../engine/build-predictions.js';
import { Database, literal } from '../engine/database.js';
import type { LakePaths } from '../engine/lake-paths.js';
import { makeWorkshop } from '../engine/make-workshop.js';
import type { OnWait } from '../engine/take-turn.js';
import { ExpectedError, UsageError } from '../errors.js';
import { lakeOption } from '../lake-option.js';
import { Steps } from '../steps.js';
import { openBesideLake } from '../verify/workbench.js';
import type { BacktestResult } from './backtest-result.js';
import { originsBetween } from './origins.js';
import { createScores, scoreOrigin } from './score-origin.js';
import { summarize } from './summarize.js';
import { createKept, keepPredictions, writePredictions } from './write-predictions.js';

export interface BacktestProps {
    readonly paths: LakePaths;
    /** A folder that gets purchases and predictions as Parquet, for those who compare them with forecasts of their own. @default none */
    readonly writeTo?: string;
    /** The text of a step of the predictions. @default that of its file */
    readonly textOf?: MakePredictionsProps['textOf'];
    readonly onWait?: OnWait;
    /** @default nobody follows */
    readonly steps?: Steps;
}

/**
 * Makes the predictions of a lake as they would have been made on earlier days, from what was known then, and scores them against
 * what came, beside simpler forecasts. The lake is only read.
 *
 * Each prediction is made in a database that has nothing of the future, and once more where it is there: if any row differs, a
 * file has looked into it.
 *
 * @throws UsageError if the history is too short, or nobody has bought on two days
 * @throws ExpectedError if a prediction looks into the future
 */
export async function backtest({ paths, writeTo, textOf, onWait, steps = new Steps() }: BacktestProps): Promise<BacktestResult> {
    const workshop = makeWorkshop(paths, 'backtest');
    try {
        const bench = await openBesideLake(paths, workshop.folder, onWait);
        try {
            await steps.take('purchases', () => copyPurchases(bench.database, bench.lake), (rows) => rows);
        } finally {
            await bench.close();
        }
        // The lake is left to others; what is needed of it is here.
        const database = await Database.open(join(workshop.folder, 'rebuilt.duckdb'), workshop.folder);
        try {
            return await steps.during(() => backtestPurchases({ database, paths, writeTo, textOf, steps }));
        } finally {
            database.close();
        }
    } finally {
        workshop.remove();
    }
}

async function copyPurchases(database: Database, lake: string): Promise<number> {
    return database.run(`create table main.purchases as
        select user_id, event_date as purchase_date, product_id, count(*) as lines, cast(sum(quantity) as bigint) as units, sum(price * quantity) as revenue
        from ${lake}.model.fact_user_events
        where event_type = 'purchase' and user_id is not null
        group by all`);
}

type PurchasesProps = Pick<BacktestProps, 'paths' | 'writeTo' | 'textOf'> & { readonly database: Database; readonly steps: Steps };

async function backtestPurchases({ database, paths, writeTo, textOf, steps }: PurchasesProps): Promise<BacktestResult> {
    const days = await database.rows<{ day: string }>('select distinct cast(purchase_date as varchar) as day from purchases');
    if (days.length === 0) throw new UsageError(`The lake has no purchases of known customers, so that there is nothing to predict: import a history with purchases, then call ./lake run${lakeOption(paths.folder)}.`);
    const { first, last, daysAlone, origins } = originsBetween(days.map(({ day }) => day));
    await createScores(database);
    await createKept(database);
    for (const table of predictionTables) await database.run(duckdbCreateTable(table));
    for (const origin of origins) {
        await steps.take(`predict ${origin}`, () => predictAt({ database, origin, textOf }));
        await steps.take(`score ${origin}`, () => scoreOrigin(database));
        if (writeTo !== undefined) await keepPredictions(database);
    }
    if (writeTo !== undefined) await writePredictions(database, writeTo);
    const summary = await steps.take('compare', () => summarize(database));
    const counts = await database.rows<{ date: string; customers: number; returned: number }>(
        'select cast(origin_date as varchar) as date, cast(count(*) as integer) as customers, cast(count(wait) as integer) as returned from asked group by all order by date',
    );
    if (counts.length === 0) throw new UsageError(`None of the customers had bought on two days before ${origins.at(-1)}, so that there is nobody to try predictions on: import more history.`);
    return { first, last, daysAlone, origins: counts, ...summary };
}

/** Leaves the predictions of the day before `origin` in `model`, made of what was known then. */
async function predictAt({ database, origin, textOf }: { database: Database; origin: string; textOf: MakePredictionsProps['textOf'] }): Promise<void> {
    const facts = (condition: string) => database.run(`create or replace view model.fact_user_events as
        select user_id, product_id, purchase_date as event_date, 'purchase' as event_type from main.purchases where ${condition}`);
    const dayQuery = `select date ${literal(origin)} - 1 as as_of_date`;
    await database.run(`create or replace temp table origin as select date ${literal(origin)} as origin_date`);
    await database.run(`create or replace temp table past_days as select distinct user_id, purchase_date from main.purchases where purchase_date < date ${literal(origin)}`);
    await facts('true');
    let failure: unknown;
    try {
        await makePredictions({ database, dayQuery, textOf });
    } catch (error) {
        // What fails without the future too is another fault, and is told as such.
        failure = error;
    }
    for (const { name } of predictionTables) await database.run(`create or replace temp table ${name}_with_future as from model.${name}`);
    await facts(`purchase_date < date ${literal(origin)}`);
    await makePredictions({ database, dayQuery, textOf });
    if (failure !== undefined) {
        throw new ExpectedError(`${looksAhead(origin)}: they cannot be made when the purchases from ${origin} on are there (${failure instanceof Error ? failure.message : String(failure)}). ${REASON}`);
    }
    for (const { name } of predictionTables) {
        const { n } = await database.row<{ n: bigint }>(`
            select count(*) as n
            from ((from ${name}_with_future except all from model.${name}) union all (from model.${name} except all from ${name}_with_future))`);
        if (n > 0n) {
            throw new ExpectedError(`${looksAhead(origin)}: ${n} rows of model.${name} differ when the purchases from ${origin} on are there. ${REASON}`);
        }
        await database.run(`drop table ${name}_with_future`);
    }
}

const looksAhead = (origin: string) => `Predictions as of the day before ${origin} look into the future`;
const REASON = 'A file in sql/model that makes them reads days behind prediction_day.';
