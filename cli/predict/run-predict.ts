import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IS_PURCHASE, predictionsBehind } from '../../local/engine/build-predictions.js';
import { openReadOnly } from '../../local/engine/open-read-only.js';
import type { OnWait } from '../../local/engine/take-turn.js';
import { UsageError } from '../../local/errors.js';
import { lakeOption } from '../../local/lake-option.js';
import { lakeDatabase } from '../query/lake-database.js';
import { runQuery, type RunQueryProps } from '../query/run-query.js';
import { type AsOf, asOfText, dayAfter, predictionDay } from './prediction-day.js';

/** What {@link runPredict} is asked. */
export type RunPredictProps = Omit<RunQueryProps, 'sql'> & {
    /** @default the first day after the one that predictions are as of */
    readonly on?: string;
    /** Customers that are shown. @default 20 in a table, else all */
    readonly limit?: number;
    /** Tells people something beside the answer. */
    readonly say: (text: string) => void;
};

/** Customers of a table for people, by default. */
const FEW = 20;

/**
 * Shows who most likely buys on a day, and says as of which day that is predicted.
 *
 * @throws UsageError if the day is not predicted, or the lake has no predictions
 */
export async function runPredict({ on, limit, say, ...query }: RunPredictProps): Promise<void> {
    const asOf = await readAsOf(query.lake, query.onWait);
    if (asOf.isBehind) say(`Purchases have changed since these predictions were made: ./lake run${lakeOption(query.lake)} makes them anew where nothing else is new.`);
    const day = predictionDay(on ?? dayAfter(asOf.day, 1), asOf);
    say(`Predictions for ${day} as of ${asOfText(asOf)}.`);
    const most = limit ?? (query.format === 'table' ? FEW : undefined);
    await runQuery({
        ...query,
        sql: `
            select
                next_purchases.customer_id,
                probabilities.purchase_date,
                probabilities.purchase_probability,
                probabilities.return_probability,
                next_purchases.next_purchase_date,
                next_purchases.earliest_50 as earliest,
                next_purchases.latest_50 as latest,
                next_purchases.top_products,
                next_purchases.top_product_probability as product_probability
            from purchase_probabilities as probabilities
            inner join next_purchases using (user_id)
            where probabilities.purchase_date = date '${day}'
            order by probabilities.purchase_probability desc, next_purchases.user_id
            ${most === undefined ? '' : `limit ${most}`}`,
    });
}

async function readAsOf(lake: string, onWait?: OnWait): Promise<AsOf> {
    const scratch = mkdtempSync(join(tmpdir(), '.lake-predict-'));
    try {
        const { connection, close } = await openReadOnly({ database: lakeDatabase(lake), scratch, onWait });
        try {
            const value = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS()[0]?.[0];
            if ((await value(`select 1 from duckdb_tables() where schema_name = 'model' and table_name = 'customer_predictions'`)) === undefined) {
                throw new UsageError(`The lake in ${lake} is of an older version, which predicts nothing: call ./lake upgrade${lakeOption(lake)} and ./lake run${lakeOption(lake)}.`);
            }
            const day = await value('select cast(max(as_of_date) as varchar) from model.customer_predictions');
            if (typeof day !== 'string' && (await value(`select 1 from model.fact_user_events where ${IS_PURCHASE} limit 1`)) !== undefined) {
                throw new UsageError(`The lake in ${lake} has purchases and no predictions yet: call ./lake run${lakeOption(lake)}.`);
            }
            if (typeof day !== 'string') throw new UsageError(`The lake in ${lake} predicts nothing, as no known customer has bought: import a history with purchases and call ./lake run${lakeOption(lake)}.`);
            return {
                day,
                // The day is the last one with an event, unless that is later than a week after.
                isWeekAfter: (await value(`select max(event_date) > date '${day}' from model.fact_user_events`)) === true,
                later: Number(await value(`select count(*) from model.fact_user_events where ${IS_PURCHASE} and event_date > date '${day}'`)),
                isBehind: (await value(predictionsBehind(''))) !== undefined,
            };
        } finally {
            close();
        }
    } finally {
        rmSync(scratch, { recursive: true, force: true });
    }
}
