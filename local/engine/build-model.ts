import { differs } from '../../tables/derive/merge.js';
import { type LakeTable, modelTables } from '../../tables/index.js';
import { buildAggregates } from './build-aggregates.js';
import { buildPredictions, IS_PURCHASE } from './build-predictions.js';
import type { Database } from './database.js';
import { EVERYTHING, FACTS, publishWhole } from './publish-whole.js';
import { byKey, deleteRows, keepRows } from './rows-at-hand.js';
import { ROWS_OF, selectTouched } from './select-touched.js';
import { sqlFile } from './sql-files.js';
import type { Steps } from '../steps.js';

/** What may be told to buildModel for tests. */
export interface BuildModelOptions {
    /** Events that are published by one statement in an empty model. @default as many as have their sessions in memory */
    readonly pieceRows?: number;
    /** See BuildPredictionsProps. */
    readonly fewCustomers?: number;
}

/**
 * Publishes in model what the run changed in clean. A row is built again when anything that it shows may have changed,
 * and written only if it did. To be called within the transaction of the run.
 */
export async function buildModel(database: Database, steps: Steps, { pieceRows, fewCustomers }: BuildModelOptions = {}): Promise<void> {
    const view = (name: string, text = sqlFile(`model/${name}.sql`)) => database.run(`create or replace temp view ${name} as ${text}`);
    const step = (name: string, work: () => Promise<number>) => steps.take(`model.${name}`, work, (rows) => rows);
    const { n: published } = await database.row<{ n: bigint }>('select count(*) as n from model.fact_user_events');
    const isFirst = published === 0n;

    await step('dim_categories', () => buildCategories(database));
    if (isFirst) {
        for (const [name, text] of Object.entries(EVERYTHING)) await view(name, text);
    } else {
        await steps.take('what is touched', () => selectTouched(database));
    }
    await step('product_periods', () => database.run(`create or replace temp table product_periods as ${sqlFile('model/product_periods.sql')}`));
    if (isFirst) {
        for (const name of FACTS) await step(name, () => publishWhole({ database, name, pieceRows }));
    } else {
        for (const name of FACTS) {
            await step(name, async () => {
                await database.run(`create or replace temp table built_${name} as ${sqlFile(`model/${name}.sql`)}`);
                return replaceRows(database, table(name), ROWS_OF[name]);
            });
        }
        // What the checks look at: what was built of the touched keys is what is published of them.
        await view('published_events', sqlFile('model/published_events.sql').replaceAll('model.fact_user_events', 'built_fact_user_events'));
        await view('published_sessions', sqlFile('model/published_sessions.sql').replaceAll('model.fact_sessions', 'built_fact_sessions'));
    }
    await buildAggregates(database, steps, isFirst);
    await view('touched_users');
    await step('dim_users', () => build(database, table('dim_users'), 'touched_users'));
    await view('touched_products');
    await step('dim_products', () => build(database, table('dim_products'), 'touched_products'));
    await step('dim_time', () => build(database, table('dim_time'), null));
    await step('recurrence_policies', () => buildPolicies(database));
    await buildPredictions({ database, steps, hasChanged: isFirst || (await hasChangedPurchases(database)), fewCustomers });
}

/** Was a purchase of a known user among the rows that were replaced or written? */
async function hasChangedPurchases(database: Database): Promise<boolean> {
    const of = (rows: string) => `exists (select 1 from ${rows} where ${IS_PURCHASE})`;
    return (await database.row<{ has: boolean }>(`select ${of('replaced_fact_user_events')} or ${of('written_fact_user_events')} as has`)).has;
}

/** Publishes what a recurrent customer is, as the file of this program says it. */
export const buildPolicies = (database: Database): Promise<number> => build(database, table('recurrence_policies'), null);

const table = (name: string): LakeTable => modelTables.find((candidate) => candidate.name === name)!;

/** Builds the tree anew (it is small) and notes which categories are called otherwise than before. */
async function buildCategories(database: Database): Promise<number> {
    await database.run(`create or replace temp table built_dim_categories as ${sqlFile('model/dim_categories.sql')}`);
    await database.run(`create or replace temp table renamed_categories as
        select coalesce(built.category_id, published.category_id) as category_id
        from built_dim_categories as built
        full join model.dim_categories as published
            on built.category_id = published.category_id
        where built.category_name is distinct from published.category_name`);
    return settle(database, table('dim_categories'), null);
}

/**
 * Brings a model table to what its SQL file says of the touched keys.
 *
 * @param touched relation of the keys that the file was asked for; null if it gives the whole table
 * @returns rows that were written or deleted
 */
async function build(database: Database, target: LakeTable, touched: string | null): Promise<number> {
    await database.run(`create or replace temp table built_${target.name} as ${sqlFile(`model/${target.name}.sql`)}`);
    const rows = await settle(database, target, touched);
    await database.run(`drop table built_${target.name}`);
    return rows;
}

async function settle(database: Database, target: LakeTable, touched: string | null): Promise<number> {
    const rows = `rows_of_${target.name}`;
    await keepRows({ database, table: `model.${target.name}`, into: rows, ...(touched === null ? { where: () => 'true' } : byKey(target.key[0]!, touched)) });
    return replaceRows(database, target, rows);
}

/**
 * Makes the rows of a model table those in `built_<table>`; one that is as it was is not written. `replaced_<table>` has the rows
 * that are there no more, `written_<table>` those that are new.
 *
 * @param rows relation of the rows that were asked for, as they are published, with their places
 */
async function replaceRows(database: Database, target: LakeTable, rows: string): Promise<number> {
    const [{ name }, [key]] = [target, target.key];
    const isOtherwise = (missing: string) => `${missing}.${key} is null or ${differs(target, 'published', 'built')}`;
    await database.run(`create or replace temp table replaced_${name} as
        select
            published.*,
            built.${key} is null as _is_gone
        from ${rows} as published
        left join built_${name} as built
            on published.${key} = built.${key}
        where ${isOtherwise('built')}`);
    // No table: the second month of a lake writes as much as the first.
    await database.run(`create or replace temp view written_${name} as
        select built.*
        from built_${name} as built
        left join ${rows} as published
            on built.${key} = published.${key}
        where ${isOtherwise('published')}`);
    await deleteRows(database, `model.${name}`, `replaced_${name}`);
    const written = await database.run(`insert into model.${name} select * from written_${name}`);
    const { gone } = await database.row<{ gone: bigint }>(`select count(*) as gone from replaced_${name} where _is_gone`);
    return written + Number(gone);
}
