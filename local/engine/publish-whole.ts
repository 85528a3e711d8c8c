import { ExpectedError } from '../errors.js';
import { type Database, MOST_MEGABYTES } from './database.js';
import { piecesOf } from './pieces.js';
import { sqlFile } from './sql-files.js';

/** Of an empty model everything is touched: what would be selected by key is all there is. */
export const EVERYTHING = {
    touched_events: 'select * from clean.events',
    events_of_touched_sessions: 'select * from clean.events where not _is_deleted and not _is_hidden',
    described_sessions: 'select * from clean.sessions where not _is_deleted and not _is_hidden',
    published_events: 'select * from model.fact_user_events',
    published_sessions: 'select * from model.fact_sessions',
} as const;

/** What the facts are built from where only a piece of everything is built: events, and the sessions that they are in, or sessions. */
const OF_PIECE = {
    fact_sessions: {
        column: 'session_id',
        counted: 'sum(events)',
        relations: (piece: string) => ({
            events_of_touched_sessions: `${EVERYTHING.events_of_touched_sessions} and ${piece}`,
            described_sessions: `${EVERYTHING.described_sessions} and ${piece}`,
        }),
    },
    fact_user_events: {
        column: 'event_id',
        counted: 'count(*)',
        relations: (piece: string) => ({
            touched_events: `${EVERYTHING.touched_events} where ${piece}`,
            described_sessions: `${EVERYTHING.described_sessions} and session_id in (select distinct session_id from clean.events where ${piece})`,
        }),
    },
} as const;

/** So many events for each megabyte have their sessions in memory; with more, DuckDB takes sessions and events through the disk, which takes twice as long. */
export const ROWS_OF_MEGABYTE = 16_000;

/** Sessions come first: the old fact knows which session an event was in before it moved. */
export const FACTS = ['fact_sessions', 'fact_user_events'] as const;

export interface PublishWholeProps {
    readonly database: Database;
    readonly name: (typeof FACTS)[number];
    /** That DuckDB has. @default as for any work on a lake */
    readonly megabytes?: number;
    /** Events that one statement takes. @default as many as have their sessions in memory */
    readonly pieceRows?: number;
    /** Can clean have faults, which whoever compares names, so that a fact of more or fewer events tells nothing of the pieces? @default false */
    readonly isDoubted?: boolean;
}

/**
 * Fills an empty fact from all of clean, a piece after the other. {@link EVERYTHING} has to be there as views, and is behind it.
 *
 * @returns rows that were written
 * @throws ExpectedError if the pieces are not all of clean, which is not doubted
 */
export async function publishWhole({ database, name, megabytes = MOST_MEGABYTES, pieceRows = ROWS_OF_MEGABYTE * megabytes, isDoubted = false }: PublishWholeProps): Promise<number> {
    const { column, relations } = OF_PIECE[name];
    const view = (relation: string, text: string) => database.run(`create or replace temp view ${relation} as ${text}`);
    const insert = () => database.run(`insert into model.${name} ${sqlFile(`model/${name}.sql`)}`);
    const { n } = await database.row<{ n: bigint }>('select count(*) as n from clean.events');
    const pieces = await piecesOf({ database, rows: 'clean.events', column, count: Math.ceil(Number(n) / pieceRows) });
    if (pieces.length === 1) return insert();
    let written = 0;
    for (const piece of pieces) {
        for (const [relation, text] of Object.entries(relations(piece))) await view(relation, text);
        written += await insert();
    }
    if (!isDoubted) await refuseLost(database, name);
    for (const relation of Object.keys(relations('true'))) await view(relation, EVERYTHING[relation as keyof typeof EVERYTHING]);
    return written;
}

/** Who compares a lake cuts by the same rule, so that a row between two pieces would be missed on both sides. */
async function refuseLost(database: Database, name: PublishWholeProps['name']): Promise<void> {
    const { counted } = OF_PIECE[name];
    const { published, visible } = await database.row<{ published: bigint; visible: bigint }>(`
        select
            (select cast(coalesce(${counted}, 0) as bigint) from model.${name}) as published,
            (select count(*) from (${EVERYTHING.events_of_touched_sessions})) as visible`);
    if (published === visible) return;
    throw new ExpectedError(`${visible} events are to be published, and model.${name} has ${published} of them; nothing was changed. This is a fault of the program: please report it.`);
}
