import type { Database } from './database.js';
import { byKey, keepRows } from './rows-at-hand.js';
import { sqlFile } from './sql-files.js';

/** The events of so many sessions are looked for where they lie, and copied; those of more are looked for in all there are, at each of three readings. */
const FEW_SESSIONS = 100_000;

/** What a session is built from, of its events: to read a column of all events takes long. */
const EVENT_COLUMNS = 'event_id, session_id, product_id, event_type, event_time, price, quantity, _is_deleted, _is_hidden';

/** The published rows of what a run touches, with their places; {@link selectTouched} keeps them. */
export const ROWS_OF = { fact_sessions: 'rows_of_fact_sessions', fact_user_events: 'rows_of_fact_user_events' } as const;

/**
 * Makes the relations of what a run has to publish again, which the files of sql/model ask for: `touched_events`,
 * `touched_sessions`, `events_of_touched_sessions`, `described_sessions`, and `rows_of_…` of what is published of them. Each
 * large table is asked once for what several of them need, and only where it can be: all visible events are published, so
 * that older events of a session lie between its beginning and its end as they are published.
 */
export async function selectTouched(database: Database): Promise<void> {
    const text = (name: string, ...instead: readonly (readonly [string, string])[]) => instead.reduce((sql, [from, to]) => sql.replaceAll(from, to), sqlFile(`model/${name}.sql`));
    const view = (name: string, sql: string) => database.run(`create or replace temp view ${name} as ${sql}`);
    const keep = (name: string, sql: string) => database.run(`create or replace temp table ${name} as ${sql}`);

    /** Older events of sessions: all that can be seen are published, so that they lie between the beginning and the end of what is. */
    const keepOlderEvents = (sessions: string, spans: string, into: string, columns?: string) =>
        keepRows({
            database,
            table: 'clean.events',
            into,
            columns,
            where: () => `_run_id < run_id() and session_id in (select session_id from ${sessions})`,
            place: { column: 'event_time', sought: { relation: spans, low: 'started_at', high: 'ended_at', areTimes: true } },
        });

    await keep('changed_sessions', 'select session_id from clean.sessions where _run_id = run_id()');
    await keepRows({ database, table: 'model.fact_sessions', into: 'spans_of_changed', columns: 'started_at, ended_at', ...byKey('session_id', 'changed_sessions') });
    await keepOlderEvents('changed_sessions', 'spans_of_changed', 'events_of_changed_sessions');
    await view('events_by_session', 'select * exclude (_row) from events_of_changed_sessions');
    await keep('restated_products', text('restated_products'));
    const { since } = await database.row<{ since: string | null }>('select cast(min(restated_from) as varchar) as since from restated_products');
    await view('events_by_product', `select * from clean.events where ${since === null ? 'false' : `event_time >= timestamp '${since}'`}`);
    await keep('restated_events', text('restated_events'));
    await view('touched_events', text('touched_events'));
    await keep('keys_of_touched_events', 'select event_id from touched_events');
    await keepRows({ database, table: 'model.fact_user_events', into: ROWS_OF.fact_user_events, ...byKey('event_id', 'keys_of_touched_events') });

    await keep('touched_sessions', text('touched_sessions', ['model.fact_user_events', ROWS_OF.fact_user_events]));
    await keepRows({ database, table: 'model.fact_sessions', into: ROWS_OF.fact_sessions, ...byKey('session_id', 'touched_sessions') });
    // DuckDB does not say how many rows a table was made with.
    const { touched } = await database.row<{ touched: bigint }>('select count(*) as touched from touched_sessions');
    if (touched > BigInt(FEW_SESSIONS)) {
        await view('events_of_touched_sessions', text('events_of_touched_sessions'));
    } else {
        await keepOlderEvents('touched_sessions', ROWS_OF.fact_sessions, 'older_events', EVENT_COLUMNS);
        await view('events_at_hand', `select ${EVENT_COLUMNS} from older_events union all select ${EVENT_COLUMNS} from clean.events where _run_id = run_id()`);
        await keep('events_of_few_sessions', text('events_of_touched_sessions', ['clean.events', 'events_at_hand']));
        await view('events_of_touched_sessions', 'select * from events_of_few_sessions');
    }

    await view('sessions_to_find', 'select session_id from touched_sessions union select session_id from restated_events');
    await keepRows({ database, table: 'clean.sessions', into: 'sessions_at_hand', columns: 'session_id, user_id, device_type, channel, _is_deleted, _is_hidden', ...byKey('session_id', 'sessions_to_find') });
    await view('described_sessions', text('sessions_to_describe', ['clean.sessions', 'sessions_at_hand']));
}
