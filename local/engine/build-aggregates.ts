import { createHash } from 'node:crypto';
import { duckdbType } from '../../tables/derive/duckdb-types.js';
import { mergeBuilt } from '../../tables/derive/merge.js';
import { type LakeTable, modelTables } from '../../tables/index.js';
import { Steps } from '../steps.js';
import { type Database, literal } from './database.js';
import { sqlFile } from './sql-files.js';

/** The tables of model that are summed from the facts, see tables/model/aggregates.ts. */
export const AGGREGATES = ['daily_activity', 'hourly_activity', 'daily_prices', 'product_activity', 'daily_visits', 'daily_carts', 'customer_days', 'visit_cohorts'] as const;

/** The purchases are rows and no sums; they are kept for the same readers and by the same steps. */
const PURCHASES = 'fact_purchases';

/** All tables that follow from the facts alone, in the order in which they are made. */
export const aggregateTables: readonly LakeTable[] = [PURCHASES, ...AGGREGATES].map((name) => modelTables.find((table) => table.name === name)!);

/** Relations that the files read: here all facts there are. */
export const AGGREGATED_WHOLE = {
    aggregated_events: 'select * from model.fact_user_events',
    aggregated_session_events: 'select session_id, product_id, event_type, price, quantity from model.fact_user_events',
    aggregated_sessions: 'select * from model.fact_sessions',
    aggregated_visits: 'select user_id, session_date, purchases from model.fact_sessions',
} as const;

/** A query for each relation that the files read. */
export type Relations = Readonly<Record<keyof typeof AGGREGATED_WHOLE, string>>;

/** A run that publishes so many events, and this part of all, had better sum all of them. */
const MANY_EVENTS = 50_000;
const LARGE_PART = 1 / 4;

/** How the aggregates are made whole. */
export interface MakeAggregatesProps {
    readonly database: Pick<Database, 'run'>;
    /** What is summed. @default - the facts of model */
    readonly relations?: Relations;
    /** @default nobody follows */
    readonly steps?: Steps;
}

/**
 * Makes the aggregates from all facts, and puts them in the place of those in `model`.
 *
 * @returns rows that were written
 */
export async function makeAggregates({ database, relations = AGGREGATED_WHOLE, steps = new Steps() }: MakeAggregatesProps): Promise<number> {
    await nameRelations(database, relations);
    let written = 0;
    for (const table of aggregateTables) {
        written += await steps.take(`model.${table.name}`, async () => {
            await database.run(`delete from model.${table.name}`);
            return database.run(`insert into model.${table.name} ${sqlFile(`model/${table.name}.sql`)}${orderOf(table)}`);
        }, (rows) => rows);
    }
    await forgetRelations(database, Object.keys(relations));
    return written;
}

/** Makes them whole where they are not those of the facts: after the first run, a large one, and an upgrade. To be called within a transaction. */
export async function keepAggregates(database: Database, steps?: Steps): Promise<void> {
    if (await areAggregatesMade(database)) return;
    await makeAggregates({ database, steps });
    await noteMade(database);
}

/**
 * Brings the aggregates to what the facts are now, to be called within the transaction that published those: by the difference
 * between `rows_of_fact_user_events` and `built_fact_user_events`, what was and is published of the touched events, and the same of
 * sessions. `events_of_touched_sessions` has to be there. Where it is cheaper to make them whole, that is left to {@link keepAggregates} and
 * another transaction: DuckDB reads with one thread only what its own has written.
 *
 * @param isFirst whether nothing was published before, so that there are no such relations
 */
export async function buildAggregates(database: Database, steps: Steps, isFirst: boolean): Promise<void> {
    if (isFirst || !(await areAggregatesMade(database)) || (await isLargePart(database))) {
        await database.run('delete from state.aggregates');
    } else {
        await steps.take('model.aggregates', () => addDifference(database), (rows) => rows);
    }
}

/**
 * A row is a sum of what each event, session or user contributes by itself, so that what is not touched need not be read. Of a touched
 * session all events are taken, of a user who was or is in one all visits. Of other sessions some events may be touched, as their
 * product is called otherwise: what they contribute as a part of their session is the same before and after, and cancels out.
 */
async function addDifference(database: Database): Promise<number> {
    await database.run(`create or replace temp table other_session_events as
        select session_id, product_id, event_type, price, quantity
        from events_of_touched_sessions
        where event_id not in (select event_id from built_fact_user_events)`);
    await database.run(`create or replace temp table other_visits as
        select user_id, session_date, purchases
        from model.fact_sessions
        where
            user_id in (
                select user_id from rows_of_fact_sessions
                union
                select user_id from built_fact_sessions
            )
            and session_id not in (select session_id from touched_sessions)`);
    for (const [side, rows] of [['before', 'rows_of'], ['after', 'built']] as const) {
        await nameRelations(database, {
            [`events_${side}`]: `select * from ${rows}_fact_user_events`,
            [`session_events_${side}`]: `select session_id, product_id, event_type, price, quantity from ${rows}_fact_user_events union all select * from other_session_events`,
            [`sessions_${side}`]: `select * from ${rows}_fact_sessions`,
            [`visits_${side}`]: `select user_id, session_date, purchases from ${rows}_fact_sessions union all select * from other_visits`,
        });
    }
    let written = 0;
    for (const table of aggregateTables) written += table.name === PURCHASES ? await settlePurchases(database, table) : await database.run(mergeDifference(table));
    await forgetRelations(database, ['before', 'after'].flatMap((side) => Object.keys(AGGREGATED_WHOLE).map((name) => nameOn(side, name))));
    for (const name of ['other_session_events', 'other_visits']) await database.run(`drop table ${name}`);
    return written;
}

const nameOn = (side: string, relation: string): string => relation.replace('aggregated_', '').concat('_', side);

/** The file of a table, over what was or is there of what a run touched. */
const textOn = (side: 'before' | 'after', name: string): string => sqlFile(`model/${name}.sql`).replaceAll(/\baggregated_\w+/g, (relation) => nameOn(side, relation));

/** Adds the difference between the sums after and before to what is there; of what has nothing any more the row goes. */
export function mergeDifference({ name, key, columns }: LakeTable): string {
    const sums = Object.keys(columns).filter((column) => !key.includes(column));
    const typed = (column: string, sql: string) => `cast(${sql} as ${duckdbType(columns[column]!.type)})`;
    return `merge into model.${name} as target
using (
    select
        ${key.join(', ')},
        ${sums.map((column) => `${typed(column, `sum(${column})`)} as ${column}`).join(', ')}
    from (
        select ${[...key, ...sums].join(', ')} from (${textOn('after', name)})
        union all
        select ${[...key, ...sums.map((column) => `-${column}`)].join(', ')} from (${textOn('before', name)})
    )
    group by ${key.join(', ')}
    having ${sums.map((column) => `sum(${column}) <> 0`).join(' or ')}
) as source
on ${key.map((column) => `target.${column} = source.${column}`).join(' and ')}
when matched and target.${sums[0]} + source.${sums[0]} = 0 then delete
when matched then update set ${sums.map((column) => `${column} = ${typed(column, `target.${column} + source.${column}`)}`).join(', ')}
when not matched then insert *`;
}

async function settlePurchases(database: Database, table: LakeTable): Promise<number> {
    await database.run(`create or replace temp table built_${PURCHASES} as ${textOn('after', PURCHASES)}`);
    const gone = await database.run(`delete from model.${PURCHASES} where event_id in (select event_id from events_before where event_type = 'purchase') and event_id not in (select event_id from built_${PURCHASES})`);
    const written = await database.run(mergeBuilt(table));
    await database.run(`drop table built_${PURCHASES}`);
    return gone + written;
}

async function isLargePart(database: Database): Promise<boolean> {
    const { built, all } = await database.row<{ built: bigint; all: bigint }>('select (select count(*) from built_fact_user_events) as built, (select count(*) from model.fact_user_events) as "all"');
    return built > MANY_EVENTS && Number(built) > LARGE_PART * Number(all);
}

/** Are the aggregates those of the facts, by the files as they are? */
export async function areAggregatesMade(database: Database): Promise<boolean> {
    const { n } = await database.row<{ n: bigint }>(`select count(*) as n from state.aggregates where digest = ${literal(textDigest())}`);
    return n > 0n;
}

async function noteMade(database: Database): Promise<void> {
    await database.run('delete from state.aggregates');
    await database.run(`insert into state.aggregates values (${literal(textDigest())})`);
}

async function nameRelations(database: Pick<Database, 'run'>, relations: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(relations)) await database.run(`create or replace temp view ${name} as ${text}`);
}

async function forgetRelations(database: Pick<Database, 'run'>, names: readonly string[]): Promise<void> {
    for (const name of names) await database.run(`drop view ${name}`);
}

/** Days lie together, so that a question about some of them reads no others. */
const orderOf = ({ key }: LakeTable): string => (key[0]!.endsWith('_date') ? ` order by ${key[0]!}` : '');

const textDigest = (): string => {
    const digest = createHash('md5');
    for (const { name } of aggregateTables) digest.update(sqlFile(`model/${name}.sql`));
    return digest.digest('hex');
};
