import { mergeBuilt } from '../../tables/derive/merge.js';
import { type LakeTable, modelTables } from '../../tables/index.js';
import { buildAggregates, keepRowsOfFacts } from './build-aggregates.js';
import { buildPredictions } from './build-predictions.js';
import type { Database } from './database.js';
import { sqlFile } from './sql-files.js';
import type { Steps } from '../steps.js';

/** The events of so many sessions are looked for once and copied; those of more are looked for at each of three readings. */
const FEW_SESSIONS = 100_000;

/** Of an empty model everything is touched: what would be selected by key is all there is. */
export const EVERYTHING = {
    touched_events: 'select * from clean.events',
    events_of_touched_sessions: 'select * from clean.events where not _is_deleted and not _is_hidden',
    described_sessions: 'select * from clean.sessions where not _is_deleted and not _is_hidden',
    published_events: 'select * from model.fact_user_events',
    published_sessions: 'select * from model.fact_sessions',
} as const;

/**
 * Publishes in model what the run changed in clean. A row is built again when anything that it shows may have changed,
 * and written only if it did. To be called within the transaction of the run.
 */
export async function buildModel(database: Database, steps: Steps): Promise<void> {
    const view = (name: string, text = sqlFile(`model/${name}.sql`)) => database.run(`create or replace temp view ${name} as ${text}`);
    /** What is small and read several times, but found by looking through a large table. */
    const keep = (name: string) => database.run(`create or replace temp table ${name} as ${sqlFile(`model/${name}.sql`)}`);
    const step = (name: string, work: () => Promise<number>) => steps.take(`model.${name}`, work, (rows) => rows);
    const { n: published } = await database.row<{ n: bigint }>('select count(*) as n from model.fact_user_events');
    const isFirst = published === 0n;

    await step('dim_categories', () => buildCategories(database));
    if (isFirst) {
        await view('touched_events', EVERYTHING.touched_events);
    } else {
        await step('restated_events', () => keep('restated_events'));
        await view('touched_events');
    }
    await step('product_periods', () => keep('product_periods'));
    await step('fact_sessions', async () => {
        if (isFirst) {
            await view('events_of_touched_sessions', EVERYTHING.events_of_touched_sessions);
            await view('described_sessions', EVERYTHING.described_sessions);
            return database.run(`insert into model.fact_sessions ${sqlFile('model/fact_sessions.sql')}`);
        }
        const touched = await keep('touched_sessions');
        await keep('sessions_to_describe');
        await view('described_sessions', 'select * from sessions_to_describe');
        if (touched > FEW_SESSIONS) {
            await view('events_of_touched_sessions');
        } else {
            await database.run(`create or replace temp table events_of_few_sessions as ${sqlFile('model/events_of_touched_sessions.sql')}`);
            await view('events_of_touched_sessions', 'select * from events_of_few_sessions');
        }
        await keepRowsOfFacts(database);
        return publish(database, table('fact_sessions'), 'touched_sessions');
    });
    await step('fact_user_events', () =>
        isFirst
            ? database.run(`insert into model.fact_user_events ${sqlFile('model/fact_user_events.sql')}`)
            : publish(database, table('fact_user_events'), 'touched_events'),
    );
    await buildAggregates(database, steps, isFirst);
    for (const name of ['fact_sessions', 'fact_user_events']) await database.run(`drop table if exists built_${name}`);
    // What the checks look at.
    await view('published_events', isFirst ? EVERYTHING.published_events : undefined);
    await view('published_sessions', isFirst ? EVERYTHING.published_sessions : undefined);
    await view('touched_users');
    await step('dim_users', () => build(database, table('dim_users'), 'touched_users'));
    await view('touched_products');
    await step('dim_products', () => build(database, table('dim_products'), 'touched_products'));
    await step('dim_time', () => build(database, table('dim_time'), null));
    await step('recurrence_policies', () => buildPolicies(database));
    await buildPredictions(database, steps);
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
    const rows = await publish(database, target, touched);
    await database.run(`drop table built_${target.name}`);
    return rows;
}

/** The same; what was built stays in `built_<table>` for those who ask what has changed. */
async function publish(database: Database, target: LakeTable, touched: string | null): Promise<number> {
    await database.run(`create or replace temp table built_${target.name} as ${sqlFile(`model/${target.name}.sql`)}`);
    return settle(database, target, touched);
}

async function settle(database: Database, target: LakeTable, touched: string | null): Promise<number> {
    const [key] = target.key;
    const isAsked = touched === null ? 'true' : `${key} in (select ${key} from ${touched})`;
    const deleted = await database.run(`delete from model.${target.name} where ${isAsked} and ${key} not in (select ${key} from built_${target.name})`);
    return deleted + (await database.run(mergeBuilt(target)));
}
