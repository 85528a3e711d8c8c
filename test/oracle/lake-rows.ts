import type { Database } from '../../local/engine/database.js';
import { literal } from '../../local/engine/database.js';
import { cleanTables, modelTables, sourceTables } from '../../tables/index.js';
import { type ExpectedLake, isPlausible, rowText } from './expected-lake.js';
import { contentOf, type Line } from './line.js';

/** Rows as JSON texts, sorted. */
async function rowTexts(database: Database, columns: string, relation: string): Promise<string[]> {
    const rows = await database.rows<Record<string, string | null>>(`select cast(columns(*) as varchar) from (select ${columns} from ${relation})`);
    return rows.map((row) => rowText(Object.values(row))).sort();
}

/** What a lake shows, in the form in which the oracle tells it: no key that was made up. */
export async function publishedLake(database: Database): Promise<ExpectedLake> {
    const broken = await database.rows<{ rule_name: string; n: bigint }>(
        `select rule_name, count(*) as n from clean.quarantine where table_name = 'events' group by rule_name order by rule_name`,
    );
    const { records, applied, duplicate, quarantined } = await database.row<Record<string, bigint>>(`
        select ${['records', 'applied', 'duplicate', 'quarantined'].map((name) => `coalesce(sum(${name}), 0)::bigint as ${name}`).join(', ')}
        from model.run_accounts
        where table_name = 'events'`);
    const day = 'event_date, year, quarter, month, day_of_month, day_of_week, is_weekend, week_start, month_start';
    return {
        events: await rowTexts(
            database,
            `epoch_ms(facts.event_time), event_type, facts.user_id, product_id, price, quantity, external_id, category_name, brand,
            facts.device_type, source_channel, day_of_week, hour_of_day, event_date`,
            'model.fact_user_events as facts left join clean.sessions using (session_id)',
        ),
        sessions: await rowTexts(
            database,
            `facts.user_id, external_id, facts.device_type, source_channel, epoch_ms(facts.started_at), epoch_ms(ended_at), session_date,
            duration_seconds, events, views, carts, removals, purchases, products_bought, units_bought, revenue, furthest_stage, is_funnel_complete`,
            'model.fact_sessions as facts left join clean.sessions using (session_id)',
        ),
        products: await rowTexts(
            database,
            `product_id, product_name, brand, case when category_id < 0 then 'derived' else cast(category_id as varchar) end, category_name, price, stock`,
            'model.dim_products',
        ),
        users: await rowTexts(database, 'user_id, email_hash, epoch_ms(created_at)', 'model.dim_users'),
        days: await rowTexts(database, day, 'model.dim_time'),
        quarantined: Object.fromEntries(broken.map(({ rule_name, n }) => [rule_name, Number(n)])),
        eventRecords: { records: Number(records), applied: Number(applied), duplicate: Number(duplicate), quarantined: Number(quarantined) },
    };
}

/** The tables that the order, grouping and repetition of imports may not change. */
export const STEADY_TABLES: readonly string[] = [...cleanTables, ...modelTables]
    .filter(({ name }) => !['run_accounts', 'quality', 'freshness'].includes(name))
    .map(({ layer, name }) => `${layer}.${name}`);

/** Every row of every steady table; only the numbers of runs are left out. */
export async function allRows(database: Database, tables: readonly string[] = STEADY_TABLES): Promise<Record<string, string[]>> {
    const rows: Record<string, string[]> = {};
    for (const table of tables) rows[table] = await rowTexts(database, `columns(name -> name not in ('_run_id', 'run_id'))`, table);
    return rows;
}

/** Tables and runs whose account does not close, and records that raw has and no run was given or the other way round. */
export async function openAccounts(database: Database, raw: string): Promise<unknown[]> {
    const open: unknown[] = await database.rows(
        'select * from model.run_accounts where records <> applied + superseded + duplicate + quarantined or least(applied, superseded, duplicate, quarantined) < 0',
    );
    for (const { name } of sourceTables) {
        const { counted } = await database.row<{ counted: bigint }>(
            `select coalesce(sum(records), 0)::bigint as counted from model.run_accounts where table_name = ${literal(name)}`,
        );
        const { there } = await database.row<{ there: bigint }>(`select count(*) as there from read_parquet(${literal(`${raw}/history/public/${name}/*.parquet`)})`);
        if (counted !== there) open.push({ name, counted, there });
    }
    return open;
}

/**
 * The lake's own order of lines, which decides only between lines of one millisecond, as a function of their content.
 *
 * @throws Error if a content has two places in it, a place two contents, or the order is not that of time
 */
export async function lakeRank(database: Database, raw: string): Promise<(line: Line) => bigint> {
    const records = await database.rows<Record<string, string | null>>(`
        select cast(event_id as varchar) as id, cast(epoch_ms(event_time) as varchar) as time, event_type, cast(product_id as varchar) as product,
            cast(line_category_id as varchar) as category, line_category_code as code, line_brand as brand,
            cast(cast(price * 10000 as bigint) as varchar) as price, cast(line_user_id as varchar) as person, line_user_session as session
        from read_parquet(${literal(`${raw}/history/public/events/*.parquet`)})`);
    const ranks = new Map<string, bigint>();
    const contents = new Map<string, string>();
    const number = (text: string | null | undefined) => (text == null ? null : Number(text));
    for (const { id, time, event_type, product, category, code, brand, price, person, session } of records) {
        const line = { time: Number(time), type: event_type!, product: number(product), category: category!, code: code!, brand: brand!, price: number(price), user: number(person), session: session! };
        const content = contentOf(line);
        if ((ranks.get(content) ?? BigInt(id!)) !== BigInt(id!)) throw new Error(`Two keys for one content: ${content}`);
        if ((contents.get(id!) ?? content) !== content) throw new Error(`One key for two contents: ${content} and ${contents.get(id!)}`);
        if (isPlausible(line) && BigInt(id!) / 10n ** 17n !== BigInt(line.time)) throw new Error(`The key ${id} does not begin with the time of ${content}`);
        ranks.set(content, BigInt(id!));
        contents.set(id!, content);
    }
    return (line) => {
        const rank = ranks.get(contentOf(line));
        if (rank === undefined) throw new Error(`No record in raw has the content ${contentOf(line)}`);
        return rank;
    };
}
