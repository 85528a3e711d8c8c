import type { Database } from '../engine/database.js';
import { inPieces } from './in-pieces.js';
import type { SessionProfile } from './profile.js';

const NONE: SessionProfile = { sessions: 0, withSeveralUsers: 0, mostRows: 0, withView: 0, withCart: 0, withPurchase: 0, complete: 0 };

/** How far sessions come, and how many ids several users share. */
export async function profileSessions(database: Database, sessions: number): Promise<SessionProfile> {
    let total = NONE;
    // A session takes more room than a bare value: twice as many pieces.
    for (const piece of inPieces('user_session', sessions * 2)) total = add(total, await profilePiece(database, piece));
    return total;
}

async function profilePiece(database: Database, piece: string): Promise<SessionProfile> {
    await database.run(`create or replace temp table piece_sessions as
        select
            user_session,
            count(*) as events,
            min(user_id) <> max(user_id) as has_several_users,
            min(event_time) filter (event_type = 'view') as first_view_at,
            count(*) filter (event_type = 'cart') as carts,
            max(event_time) filter (event_type = 'purchase') as last_purchase_at
        from lines
        where ${piece}
        group by user_session`);
    // The order is complete if a cart lies between the first view and the last purchase.
    const counts = await database.row<Record<keyof SessionProfile, bigint>>(`
        with complete as (
            select count(distinct lines.user_session) as n
            from lines
            inner join piece_sessions as sessions
                on lines.user_session = sessions.user_session
            where
                lines.event_type = 'cart'
                and sessions.carts > 0
                and lines.event_time between sessions.first_view_at and sessions.last_purchase_at
        )
        select
            count(*) as sessions,
            count(*) filter (has_several_users) as "withSeveralUsers",
            coalesce(max(events), 0) as "mostRows",
            count(first_view_at) as "withView",
            count(*) filter (carts > 0) as "withCart",
            count(last_purchase_at) as "withPurchase",
            (select n from complete) as complete
        from piece_sessions`);
    await database.run('drop table piece_sessions');
    return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)])) as unknown as SessionProfile;
}

const add = (one: SessionProfile, other: SessionProfile): SessionProfile => ({
    sessions: one.sessions + other.sessions,
    withSeveralUsers: one.withSeveralUsers + other.withSeveralUsers,
    mostRows: Math.max(one.mostRows, other.mostRows),
    withView: one.withView + other.withView,
    withCart: one.withCart + other.withCart,
    withPurchase: one.withPurchase + other.withPurchase,
    complete: one.complete + other.complete,
});
