import { createHash } from 'node:crypto';
import { type LakeTable, modelTables } from '../../tables/index.js';
import type { Steps } from '../steps.js';
import { type Database, literal } from './database.js';
import { sqlFile } from './sql-files.js';

/**
 * What predictions are made of, each after what it reads. Tables of model are published; the others are kept while it is done,
 * and `prediction_day`, which says up to when anything is known, is a view.
 */
export const PREDICTION_STEPS = [
    'purchase_days',
    'typical_intervals',
    'risk_days',
    'days_at_risk',
    'expected_purchases',
    'purchase_factors',
    'band_factors',
    'return_curves',
    'customer_predictions',
    'bought_products',
    'popular_products',
    'product_scores',
    'product_predictions',
] as const;

type PredictionStep = (typeof PREDICTION_STEPS)[number];

/** The tables of model among them. */
export const predictionTables: readonly LakeTable[] = modelTables.filter(({ name }) => (PREDICTION_STEPS as readonly string[]).includes(name));

/** How the predictions of one day are made. */
export interface MakePredictionsProps {
    readonly database: Database;
    /** The query for the last day that is known. @default the file prediction_day */
    readonly dayQuery?: string;
    /** The text of a step. @default that of its file */
    readonly textOf?: (step: PredictionStep) => string;
    /** @default nobody follows */
    readonly steps?: Steps;
}

/**
 * Makes the predictions from `model.fact_user_events`, and puts them in the place of those in `model`.
 *
 * @returns rows that were written
 */
export async function makePredictions({ database, dayQuery = sqlFile('model/prediction_day.sql'), textOf = (step) => sqlFile(`model/${step}.sql`), steps }: MakePredictionsProps): Promise<number> {
    const take = async (name: string, work: () => Promise<number>) => (steps === undefined ? work() : steps.take(`model.${name}`, work, (rows) => rows));
    await database.run(`create or replace temp view prediction_day as ${dayQuery}`);
    let written = 0;
    for (const step of PREDICTION_STEPS) {
        const isPublished = predictionTables.some(({ name }) => name === step);
        await take(step, async () => {
            if (!isPublished) return database.run(`create or replace temp table ${step} as ${textOf(step)}`);
            await database.run(`delete from model.${step}`);
            const rows = await database.run(`insert into model.${step} ${textOf(step)}`);
            written += rows;
            return rows;
        });
    }
    for (const step of PREDICTION_STEPS) if (!predictionTables.some(({ name }) => name === step)) await database.run(`drop table ${step}`);
    await database.run('drop view prediction_day');
    return written;
}

/** When predictions are made that are not those of the purchases as they are. */
export interface BuildPredictionsProps {
    readonly database: Database;
    readonly steps: Steps;
    /** Has the run changed a purchase of a known user? */
    readonly hasChanged: boolean;
    /** Is there nothing else to do? @default false */
    readonly isIdle?: boolean;
    /** For so many customers predictions wait for nothing. @default 20,000, which takes seconds */
    readonly fewCustomers?: number;
}

/**
 * Makes the predictions of the lake anew, where something that they are made of has changed: the purchases of known users, the
 * last day, or the text of a file. Each purchase changes what is expected of everybody, so that in a lake of many customers a run waits with
 * it until another day has begun, or there is nothing else to do; until then the predictions are known to be behind.
 *
 * @returns rows that were written
 */
export async function buildPredictions({ database, steps, hasChanged, isIdle = false, fewCustomers = 20_000 }: BuildPredictionsProps): Promise<number> {
    const { of } = await database.row<{ of: string }>(`select concat_ws(' ', ${literal(textDigest())}, max(event_date)) as of from model.dim_time`);
    const [noted] = await database.rows<{ digest: string }>('select digest from state.predictions');
    if (noted?.digest === of && !hasChanged) return 0;
    const { customers } = await database.row<{ customers: bigint }>('select count(*) as customers from model.customer_predictions');
    const waits = !isIdle && customers > BigInt(fewCustomers) && (noted?.digest === of || noted?.digest === behind(of));
    const rows = waits ? 0 : await makePredictions({ database, steps });
    await database.run('delete from state.predictions');
    await database.run(`insert into state.predictions values (${literal(waits ? behind(of) : of)})`);
    return rows;
}

const BEHIND = ' behind';
const behind = (digest: string): string => `${digest}${BEHIND}`;

/**
 * A query whose rows say that the predictions are not those of the purchases as they are.
 *
 * @param lake name of the attached lake, with a point; empty for the database itself
 */
export const predictionsBehind = (lake: string): string => `select 1 from ${lake}state.predictions where ends_with(digest, ${literal(BEHIND)})`;

/** A condition on rows of `model.fact_user_events`: what predictions are made of. */
export const IS_PURCHASE = `event_type = 'purchase' and user_id is not null`;

const textDigest = (): string => {
    const digest = createHash('md5');
    for (const step of ['prediction_day', ...PREDICTION_STEPS]) digest.update(sqlFile(`model/${step}.sql`));
    return digest.digest('hex');
};
