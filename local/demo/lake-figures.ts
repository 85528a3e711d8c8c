import type { Database } from '../engine/database.js';

/** One day of the funnel, by the sessions that began on it. */
export interface FunnelDay {
    /** `YYYY-MM-DD` */
    readonly day: string;
    readonly sessions: number;
    readonly withView: number;
    readonly withCart: number;
    readonly withPurchase: number;
    readonly revenue: number;
}

/** What became of the records of some runs. */
export interface Accounts {
    readonly records: number;
    readonly applied: number;
    readonly superseded: number;
    readonly duplicate: number;
    readonly quarantined: number;
}

/** What a lake has, as the demo shows it. */
export interface LakeFigures {
    /** The last days, newest first. */
    readonly days: readonly FunnelDay[];
    /** Published events and sessions. */
    readonly events: number;
    readonly sessions: number;
    /** Records that wait in quarantine. */
    readonly waiting: number;
    /** Of the demo's runs, and of others meanwhile. */
    readonly runs: number;
    readonly accounts: Accounts;
    /** Records of these runs that replication brought. */
    readonly replicated: number;
}

/** @param runsAfter the last run before the demo */
export async function lakeFigures(database: Database, { days, runsAfter }: { readonly days: number; readonly runsAfter: number }): Promise<LakeFigures> {
    const funnel = await database.rows<FunnelDay>(`
        select
            strftime(session_date, '%Y-%m-%d') as day,
            sessions::double as sessions,
            sessions_with_view::double as "withView",
            sessions_with_cart::double as "withCart",
            sessions_with_purchase::double as "withPurchase",
            revenue::double as revenue
        from funnel_daily
        -- The shop has visitors whose clock is wrong.
        where session_date <= cast(current_timestamp at time zone 'UTC' as date)
        order by session_date desc
        limit ${days}`);
    const counts = await database.row<Omit<LakeFigures, 'days' | 'accounts'>>(`
        select
            (select count(*)::double from model.fact_user_events) as events,
            (select count(*)::double from model.fact_sessions) as sessions,
            (select count(*)::double from clean.quarantine where status = 'open') as waiting,
            (select count(*)::double from state.runs where run_id > ${runsAfter} and stage = 'finished') as runs,
            (select coalesce(sum(rows), 0)::double from state.ledger where run_id > ${runsAfter} and regexp_matches(path, '^v[0-9]+/')) as replicated`);
    const accounts = await database.row<Accounts>(`
        select
            coalesce(sum(records), 0)::double as records,
            coalesce(sum(applied), 0)::double as applied,
            coalesce(sum(superseded), 0)::double as superseded,
            coalesce(sum(duplicate), 0)::double as duplicate,
            coalesce(sum(quarantined), 0)::double as quarantined
        from model.run_accounts
        where run_id > ${runsAfter}`);
    return { ...counts, days: funnel, accounts };
}
