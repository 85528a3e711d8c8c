import { type LakeTable, modelTables, sourceTables, cleanTables } from '../../tables/index.js';
import { duckdbCreateTable } from '../../tables/derive/duckdb-ddl.js';
import { AGGREGATED_WHOLE, aggregateTables, makeAggregates, type Relations } from '../engine/build-aggregates.js';
import { makePredictions, predictionsBehind, predictionTables } from '../engine/build-predictions.js';
import { EVERYTHING, FACTS, publishWhole } from '../engine/publish-whole.js';
import { sqlFile, sqlFileNames } from '../engine/sql-files.js';
import type { Steps } from '../steps.js';
import { compareRelation } from './compare-relation.js';
import { type Compared, side } from './compare-rows.js';
import type { Workbench } from './workbench.js';

export interface CompareModelProps {
    readonly bench: Workbench;
    /** 16 digits: only what shows a row of clean that changed from then on. */
    readonly since?: string;
    readonly most: number;
    readonly steps: Steps;
}

/**
 * Builds model anew from clean, in the workbench, and compares it with what is published. `run_id()` and `hash_key()` have to be
 * there.
 */
export async function* compareModel(props: CompareModelProps): AsyncGenerator<Compared> {
    const { bench: { database, lake }, since, steps } = props;
    const arePredictionsBehind = (await database.rows(predictionsBehind(`${lake}.`))).length > 0;
    await prepareClean(props);
    for (const table of modelTables.filter(({ name }) => sqlFileNames('model').includes(name))) {
        if (arePredictionsBehind && predictionTables.includes(table)) {
            // Views read them as they are.
            await database.run(`create or replace view model.${table.name} as from ${lake}.model.${table.name}`);
            continue;
        }
        const started = performance.now();
        await steps.take(`model anew: ${table.name}`, () => build(props, table));
        const published = `${lake}.model.${table.name}`;
        const bounded = since === undefined || BUILT_WHOLE.has(table.name) ? published : `(select * from ${published} where ${table.key.join()} in (from touched_${table.key.join()}))`;
        const { result, differences } = await steps.take(`clean = model: ${table.name}`, () => compareTable(props, table, `model.${table.name}`, bounded), (one) => one.result.rows[0]);
        yield { result: { ...result, seconds: (performance.now() - started) / 1000 }, differences };
    }
    const freshness = modelTables.find(({ name }) => name === 'freshness')!;
    yield await compareTable(props, freshness, `(${freshnessAnew(lake)})`);
}

/** Tables that a bounded check builds whole too. */
const BUILT_WHOLE: ReadonlySet<string> = new Set(['dim_categories', 'dim_time', 'recurrence_policies', ...[...aggregateTables, ...predictionTables].map(({ name }) => name)]);

/** The order in which a run builds them; each reads those before. */
async function prepareClean({ bench: { database, lake }, since }: CompareModelProps): Promise<void> {
    for (const { name } of cleanTables) await database.run(`create or replace view clean.${name} as select * from ${lake}.clean.${name}`);
    const view = (name: string, text: string) => database.run(`create or replace temp view ${name} as ${text}`);
    await view('described_sessions', EVERYTHING.described_sessions);
    if (since === undefined) {
        for (const name of ['touched_events', 'events_of_touched_sessions'] as const) await view(name, EVERYTHING[name]);
        await view('touched_users', 'select user_id from clean.users');
        await view('touched_products', 'select product_id from clean.products');
        return;
    }
    const table = (name: string, text: string) => database.run(`create or replace temp table ${name} as ${text}`);
    await table('affected_category_id', AFFECTED_CATEGORIES(since));
    await table('affected_brand_id', `select brand_id from clean.brands where _change_time >= ${since}`);
    // What they describe is published anew too: events of their sessions and products, products of brands and categories.
    await table(
        'touched_event_id',
        `select event_id from clean.events
        where
            _change_time >= ${since}
            or session_id in (select session_id from clean.sessions where _change_time >= ${since})
            or product_id in (
                select product_id from clean.product_versions
                where _change_time >= ${since} or brand_id in (from affected_brand_id) or category_id in (from affected_category_id)
            )`,
    );
    await table('touched_user_id', `select user_id from clean.users where _change_time >= ${since}`);
    await table('touched_product_id', `select product_id from clean.products where _change_time >= ${since} or brand_id in (from affected_brand_id) or category_id in (from affected_category_id)`);
    await table(
        'touched_session_id',
        `select session_id from clean.sessions where _change_time >= ${since}
        union
        select session_id from clean.events where _change_time >= ${since} and session_id is not null`,
    );
    await view('touched_sessions', 'select session_id from touched_session_id');
    await view('touched_events', 'select * from clean.events where event_id in (from touched_event_id)');
    await view('touched_products', 'select product_id from touched_product_id');
    await view('touched_users', 'select user_id from touched_user_id');
    await view('events_of_touched_sessions', sqlFile('model/events_of_touched_sessions.sql'));
}

/** Categories that changed, and those below them: what a category is called has the names above it. */
const AFFECTED_CATEGORIES = (since: string): string => `with recursive affected as (
        select category_id from clean.categories where _change_time >= ${since}
        union
        select categories.category_id
        from clean.categories
        inner join affected
            on categories.parent_id = affected.category_id
    )
    select category_id from affected`;

async function build({ bench: { database, lake, megabytes }, since }: CompareModelProps, table: LakeTable): Promise<number> {
    if (predictionTables.includes(table)) {
        if (table !== predictionTables[0]) return 0;
        for (const one of predictionTables) await database.run(duckdbCreateTable(one));
        return makePredictions({ database, textOf: (step) => readingWholeFacts(sqlFile(`model/${step}.sql`), lake, since), dayQuery: readingWholeFacts(sqlFile('model/prediction_day.sql'), lake, since) });
    }
    if (aggregateTables.includes(table)) {
        if (table !== aggregateTables[0]) return 0;
        for (const one of aggregateTables) await database.run(duckdbCreateTable(one));
        return makeAggregates({ database, relations: since === undefined ? AGGREGATED_WHOLE : publishedIn(lake) });
    }
    await database.run(duckdbCreateTable(table));
    if (table.name === 'fact_user_events') await database.run(`create or replace temp table product_periods as ${sqlFile('model/product_periods.sql')}`);
    const fact = since === undefined ? FACTS.find((name) => name === table.name) : undefined;
    if (fact !== undefined) return publishWhole({ database, name: fact, megabytes, isDoubted: true });
    const text = sqlFile(`model/${table.name}.sql`);
    const whole = table.name === 'dim_time' ? readingWholeFacts(text, lake, since) : text;
    return database.run(`insert into model.${table.name} ${whole}`);
}

/** Sums depend on facts that a bounded check does not build. */
const publishedIn = (lake: string) => Object.fromEntries(Object.entries(AGGREGATED_WHOLE).map(([name, text]) => [name, text.replaceAll(' model.', ` ${lake}.model.`)])) as Relations;

/** The calendar and the predictions depend on events that a bounded check does not build. */
const readingWholeFacts = (text: string, lake: string, since: string | undefined): string => (since === undefined ? text : text.replaceAll('model.fact_user_events', `${lake}.model.fact_user_events`));

async function compareTable({ bench: { database, lake }, most }: CompareModelProps, definition: LakeTable, before: string, after = `${lake}.model.${definition.name}`): Promise<Compared> {
    return compareRelation({ database, comparison: 'clean = model', definition, relation: `${lake}.model.${definition.name}`, before: side(before), after: side(after), most });
}

/** The newest change of each table, and the run that changed it last. */
const freshnessAnew = (lake: string): string =>
    sourceTables
        .map(({ name }) => `select '${name}' as table_name, max(_run_id) as run_id, max(_changed_at) filter (_change_time > 0) as changed_at from ${lake}.clean.${name} having count(*) > 0`)
        .join(' union all ');
