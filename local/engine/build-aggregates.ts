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
    aggregated_sessions: 'select * from model.fact_sessions',
    aggregated_visits: 'select user_id, session_date, purchases from model.fact_sessions',
} as const;

/** A query for each relation that the files read. */
export type Relations = Readonly<Record<keyof typeof AGGREGATED_WHOLE, string>>;

/** Of the events a run may touch this part, until it is cheaper to sum all of them. */
const WHOLE_FROM = 1 / 4;

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
    await forgetRelations(database);
    return written;
}

/** Makes them whole where they were made by other files, or never: after an upgrade. */
export async function keepAggregates(database: Database, steps?: Steps): Promise<void> {
    if (await isMade(database)) return;
    await makeAggregates({ database, steps });
    await noteMade(database);
}

/**
 * Notes the facts of what a run touched as they were, before they are published anew. `touched_sessions`, `touched_events` and
 * `events_of_touched_sessions` have to be there.
 */
export async function noteFactsBefore(database: Database): Promise<void> {
    // An event of a touched session is one of it still, or one that the run changed.
    await database.run('create or replace temp table published_anew as select event_id from touched_events');
    await database.run(`create or replace temp table summed_events as
        select event_id from published_anew
        union
        select event_id from events_of_touched_sessions`);
    await database.run('create or replace temp table events_before as select * from model.fact_user_events where event_id in (select event_id from summed_events)');
    await database.run('create or replace temp table sessions_before as select * from model.fact_sessions where session_id in (select session_id from touched_sessions)');
}

/**
 * Brings the aggregates to what the facts are now, to be called within the transaction that published those: by the difference
 * between what was noted before and `built_fact_user_events` and `built_fact_sessions`, which it drops.
 *
 * A row is a sum of what each session or user contributes by itself. All events of a touched session are in the difference, and all
 * visits of its user. Of a session that is not touched some events may be in it, as their product is called otherwise: in what they
 * contribute to as a session they are the same before and after, and cancel out.
 *
 * @param isFirst whether nothing was published before, and nothing noted
 */
export async function buildAggregates(database: Database, steps: Steps, isFirst: boolean): Promise<void> {
    if (isFirst || !(await isMade(database)) || (await isMostOf(database))) {
        await makeAggregates({ database, steps });
        await noteMade(database);
    } else {
        await steps.take('model.aggregates', () => addDifference(database), (rows) => rows);
    }
    for (const name of ['built_fact_user_events', 'built_fact_sessions', 'published_anew', 'summed_events', 'events_before', 'sessions_before']) await database.run(`drop table if exists ${name}`);
}

async function addDifference(database: Database): Promise<number> {
    await database.run(`create or replace temp table events_after as
        select * from built_fact_user_events
        union all
        select * from events_before where event_id not in (select event_id from published_anew)`);
    // Visits of their users that stay as they are: who was there before counts in another cohort than who was not.
    await database.run(`create or replace temp table other_visits as
        select user_id, session_date, purchases
        from model.fact_sessions
        where
            user_id in (
                select user_id from sessions_before
                union
                select user_id from built_fact_sessions
            )
            and session_id not in (select session_id from touched_sessions)`);
    const relations = (events: string, sessions: string): Relations => ({
        aggregated_events: `select * from ${events}`,
        aggregated_sessions: `select * from ${sessions}`,
        aggregated_visits: `select user_id, session_date, purchases from ${sessions} union all select * from other_visits`,
    });
    const sides = { before: relations('events_before', 'sessions_before'), after: relations('events_after', 'built_fact_sessions') };
    for (const [side, texts] of Object.entries(sides)) {
        await nameRelations(database, texts);
        for (const { name } of aggregateTables) await database.run(`create or replace temp table ${name}_${side} as ${sqlFile(`model/${name}.sql`)}`);
    }
    await forgetRelations(database);
    let written = 0;
    for (const table of aggregateTables) {
        written += table.name === PURCHASES ? await settlePurchases(database, table) : await database.run(mergeDifference(table));
        for (const side of Object.keys(sides)) await database.run(`drop table ${table.name}_${side}`);
    }
    for (const name of ['events_after', 'other_visits']) await database.run(`drop table ${name}`);
    return written;
}

/** Adds the difference between the sums after and before to what is there; of what has nothing any more the row goes. */
export function mergeDifference({ name, key, columns }: LakeTable): string {
    const sums = Object.keys(columns).filter((column) => !key.includes(column));
    const typed = (column: string, sql: string) => `cast(${sql} as ${duckdbType(columns[column]!.type)}) as ${column}`;
    return `merge into model.${name} as target
using (
    select
        ${key.join(', ')},
        ${sums.map((column) => typed(column, `sum(${column})`)).join(', ')}
    from (
        select ${key.join(', ')}, ${sums.join(', ')} from ${name}_after
        union all
        select ${key.join(', ')}, ${sums.map((column) => `-${column}`).join(', ')} from ${name}_before
    )
    group by ${key.join(', ')}
    having ${sums.map((column) => `sum(${column}) <> 0`).join(' or ')}
) as source
on ${key.map((column) => `target.${column} = source.${column}`).join(' and ')}
when matched and target.${sums[0]} + source.${sums[0]} = 0 then delete
when matched then update set ${sums.map((column) => typed(column, `target.${column} + source.${column}`).replace(/^(.*) as (\w+)$/, '$2 = $1')).join(', ')}
when not matched then insert *`;
}

async function settlePurchases(database: Database, table: LakeTable): Promise<number> {
    const gone = await database.run(`delete from model.${PURCHASES} where event_id in (select event_id from ${PURCHASES}_before) and event_id not in (select event_id from ${PURCHASES}_after)`);
    return gone + (await database.run(mergeBuilt(table).replaceAll(`built_${PURCHASES}`, `${PURCHASES}_after`)));
}

async function isMostOf(database: Database): Promise<boolean> {
    const { is_most: isMost } = await database.row<{ is_most: boolean }>(`select (select count(*) from summed_events) > ${WHOLE_FROM} * (select count(*) from model.fact_user_events) as is_most`);
    return isMost;
}

async function isMade(database: Database): Promise<boolean> {
    const { n } = await database.row<{ n: bigint }>(`select count(*) as n from state.aggregates where digest = ${literal(textDigest())}`);
    return n > 0n;
}

async function noteMade(database: Database): Promise<void> {
    await database.run('delete from state.aggregates');
    await database.run(`insert into state.aggregates values (${literal(textDigest())})`);
}

async function nameRelations(database: Pick<Database, 'run'>, relations: Relations): Promise<void> {
    for (const [name, text] of Object.entries(relations)) await database.run(`create or replace temp view ${name} as ${text}`);
}

async function forgetRelations(database: Pick<Database, 'run'>): Promise<void> {
    for (const name of Object.keys(AGGREGATED_WHOLE)) await database.run(`drop view ${name}`);
}

/** Days lie together, so that a question about some of them reads no others. */
const orderOf = ({ key }: LakeTable): string => (key[0]!.endsWith('_date') ? ` order by ${key[0]!}` : '');

const textDigest = (): string => {
    const digest = createHash('md5');
    for (const { name } of aggregateTables) digest.update(sqlFile(`model/${name}.sql`));
    return digest.digest('hex');
};
