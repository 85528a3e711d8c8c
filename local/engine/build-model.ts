import { mergeBuilt } from '../../tables/derive/merge.js';
import { type LakeTable, modelTables } from '../../tables/index.js';
import type { Database } from './database.js';
import { sqlFile } from './sql-files.js';

/**
 * Publishes in model what the run changed in clean. A row is built again when anything that it shows may have changed,
 * and written only if it did. To be called within the transaction of the run.
 *
 * @param onStep called with the name of each table before it is built
 */
export async function buildModel(database: Database, onStep: (table: string) => void): Promise<void> {
    const view = (name: string, text = sqlFile(`model/${name}.sql`)) => database.run(`create or replace temp view ${name} as ${text}`);
    const { n: published } = await database.row<{ n: bigint }>('select count(*) as n from model.fact_user_events');
    const isFirst = published === 0n;

    onStep('dim_categories');
    await buildCategories(database);
    // Of an empty model everything is touched: what would be selected by key is all there is.
    await (isFirst ? view('touched_events', 'select * from clean.events') : view('touched_events'));
    await database.run(`create or replace temp table product_periods as ${sqlFile('model/product_periods.sql')}`);

    onStep('fact_sessions');
    if (isFirst) {
        await view('events_of_touched_sessions', 'select * from clean.events where not _is_deleted and not _is_hidden');
        await database.run(`insert into model.fact_sessions ${sqlFile('model/fact_sessions.sql')}`);
    } else {
        await database.run(`create or replace temp table touched_sessions as ${sqlFile('model/touched_sessions.sql')}`);
        await view('events_of_touched_sessions');
        await build(database, table('fact_sessions'), 'touched_sessions');
    }

    onStep('fact_user_events');
    if (isFirst) await database.run(`insert into model.fact_user_events ${sqlFile('model/fact_user_events.sql')}`);
    else await build(database, table('fact_user_events'), 'touched_events');

    onStep('dimensions');
    await view('touched_users');
    await build(database, table('dim_users'), 'touched_users');
    await view('touched_products');
    await build(database, table('dim_products'), 'touched_products');
    await build(database, table('dim_time'), null);
}

const table = (name: string): LakeTable => modelTables.find((candidate) => candidate.name === name)!;

/** Builds the tree anew (it is small) and notes which categories are called otherwise than before. */
async function buildCategories(database: Database): Promise<void> {
    await database.run(`create or replace temp table built_dim_categories as ${sqlFile('model/dim_categories.sql')}`);
    await database.run(`create or replace temp table renamed_categories as
        select coalesce(built.category_id, published.category_id) as category_id
        from built_dim_categories as built
        full join model.dim_categories as published
            on built.category_id = published.category_id
        where built.category_name is distinct from published.category_name`);
    await settle(database, table('dim_categories'), null);
}

/**
 * Brings a model table to what its SQL file says of the touched keys.
 *
 * @param touched relation of the keys that the file was asked for; null if it gives the whole table
 */
async function build(database: Database, target: LakeTable, touched: string | null): Promise<void> {
    await database.run(`create or replace temp table built_${target.name} as ${sqlFile(`model/${target.name}.sql`)}`);
    await settle(database, target, touched);
    await database.run(`drop table built_${target.name}`);
}

async function settle(database: Database, target: LakeTable, touched: string | null): Promise<void> {
    const [key] = target.key;
    const isAsked = touched === null ? 'true' : `${key} in (select ${key} from ${touched})`;
    await database.run(`delete from model.${target.name} where ${isAsked} and ${key} not in (select ${key} from built_${target.name})`);
    await database.run(mergeBuilt(target));
}
