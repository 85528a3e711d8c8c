import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type Client } from 'pg';
import { ExpectedError } from '../errors.js';
import { connect } from '../source/connect.js';
import type { Source } from '../source/source.js';
import { type LogPosition, logPosition } from './log-position.js';
import type { ReplicationState } from './replication-state.js';

/** A connection that speaks the language of replication; `pg` knows the option, its types do not. */
export const REPLICATION = { replication: 'database' } as object;

/** A name that no other lake has. */
export const newSlotName = (): string => `lake_${randomBytes(6).toString('hex')}`;

/** A consistent view of the source that other connections can take, at one place in its log. */
export interface Snapshot {
    /** Every transaction that committed before is in it, no later one. */
    readonly position: LogPosition;
    /** For `set transaction snapshot`. */
    readonly name: string;
    /** Ends it for those who have not taken it yet, and its slot with it if that was made for it alone. */
    close(): Promise<void>;
}

export interface SnapshotProps {
    readonly source: Source;
    /** Another connection of the same user, to end the waiting with. */
    readonly control: Client;
    /** The slot to make, which stays. @default one that goes with the snapshot */
    readonly slot?: string;
    /** Ends the waiting. */
    readonly signal: AbortSignal;
}

/**
 * Makes a slot and takes a snapshot at the very place where the slot begins. It waits until the transactions have ended that
 * are open now.
 *
 * @throws ExpectedError if the source has no slot left or the user may not replicate
 */
export async function takeSnapshot({ source, control, slot, signal }: SnapshotProps): Promise<Snapshot> {
    const client = await connectForLog(source);
    // A server that waits does not notice that its client has gone, and would make the slot when the wait is over.
    const stop = () => void control.query('select pg_terminate_backend($1)', [(client as { processID?: number }).processID]).catch(() => client.end());
    signal.addEventListener('abort', stop);
    try {
        // Who was stopped while connecting would wait for others' transactions.
        signal.throwIfAborted();
        await withoutTimeouts(client);
        const name = slot ?? newSlotName();
        const { rows } = await client.query<{ consistent_point: string; snapshot_name: string }>(
            `CREATE_REPLICATION_SLOT ${pg.escapeIdentifier(name)}${slot === undefined ? ' TEMPORARY' : ''} LOGICAL pgoutput EXPORT_SNAPSHOT`,
        );
        const { consistent_point: point, snapshot_name: snapshot } = rows[0]!;
        return { position: logPosition(point), name: snapshot, close: () => client.end() };
    } catch (error) {
        await client.end().catch(() => {});
        throw describeRefusal(error, source) ?? error;
    } finally {
        signal.removeEventListener('abort', stop);
    }
}

function describeRefusal(error: unknown, { name, config }: Source): ExpectedError | null {
    switch ((error as { code?: unknown } | undefined)?.code) {
        case '53400':
            return new ExpectedError(`${name} has no replication slot left: drop one that nobody uses, or raise its max_replication_slots.`);
        case '53300':
            return (error as Error).message.includes('max_wal_senders')
                ? new ExpectedError(`${name} lets no more connections read its log: end one that nobody needs, or raise its max_wal_senders (a lake takes two).`, { cause: error })
                : null;
        case '42501':
            return new ExpectedError(`${name}: this user may not replicate; who may grant it says: alter role ${roleOf(config)} replication; (on Aurora: grant rds_replication to ${roleOf(config)};)`);
        default:
            return null;
    }
}

const roleOf = ({ user = '' }: Source['config']): string => pg.escapeIdentifier(user);

/** @throws ExpectedError if the user may not replicate, or too many do */
export async function connectForLog(source: Source): Promise<Client> {
    return await connect(source, REPLICATION).catch((error: unknown) => {
        throw describeRefusal((error as Error).cause, source) ?? error;
    });
}

/** Limits that were set for a database or its user are not meant for work that takes as long as the source is large. */
export async function withoutTimeouts(client: Client): Promise<void> {
    await client.query(
        `select set_config(name, '0', false) from pg_settings
        where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')`,
    );
}

/** Which cluster of databases a server has; a copy that was restored from a backup keeps it. */
export async function systemIdentifier(source: Source): Promise<string> {
    const client = await connectForLog(source);
    try {
        const { rows } = await client.query<{ systemid: string }>('IDENTIFY_SYSTEM');
        return rows[0]!.systemid;
    } finally {
        await client.end();
    }
}

/** What the source says of a slot. Sizes are in bytes. */
export interface SlotStatus {
    readonly database: string;
    readonly plugin: string;
    readonly activePid: number | null;
    /** `lost` when the source has given up what the slot needs. */
    readonly walStatus: string;
    readonly confirmed: LogPosition;
    /** Log that was written after what is confirmed. */
    readonly lag: number;
    /** Log that the source keeps for it. */
    readonly retained: number;
    /** The source's clock, in microseconds since 1970. */
    readonly clock: bigint;
}

/** @returns null if there is no such slot */
export async function slotStatus(client: Client, slot: string): Promise<SlotStatus | null> {
    const { rows } = await client.query<Record<string, string | number | null>>(
        `select
            database, plugin, active_pid, wal_status, confirmed_flush_lsn::text as confirmed,
            pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::text as lag,
            pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::text as retained,
            (extract(epoch from clock_timestamp()) * 1000000)::bigint::text as clock
        from pg_replication_slots
        where slot_name = $1`,
        [slot],
    );
    const [row] = rows;
    if (row === undefined) return null;
    return {
        database: String(row.database),
        plugin: String(row.plugin),
        activePid: row.active_pid === null ? null : Number(row.active_pid),
        walStatus: String(row.wal_status),
        confirmed: logPosition(String(row.confirmed ?? '0/0')),
        lag: Number(row.lag ?? 0),
        retained: Number(row.retained ?? 0),
        clock: BigInt(row.clock!),
    };
}

/** Drops a slot of this lake's, also from under a reader that was broken off and has not noticed. */
export async function dropSlot(client: Client, slot: string): Promise<void> {
    for (let tries = 0; ; tries++) {
        try {
            await client.query('select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = $1 and active_pid is not null', [slot]);
            await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1', [slot]);
            return;
        } catch (error) {
            // The server takes a moment to end its reader; a slot that was only being made goes with it.
            const { code } = error as { code?: unknown };
            if (code === '42704') return;
            if (code !== '55006' || tries === 100) throw error;
            await sleep(50);
        }
    }
}

/**
 * Drops a slot of our own that was never read from. Its maker may still be waiting there for others' transactions, since
 * PostgreSQL does not see that nobody waits for it any more.
 */
export async function dropUnusedSlot(client: Client, slot: string): Promise<void> {
    for (let tries = 0; ; tries++) {
        await client.query('select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = $1 and active_pid is not null', [slot]);
        try {
            return await dropSlot(client, slot);
        } catch (error) {
            // Undefined object: it went with its maker. In use: the maker takes a moment to end.
            const { code } = error as { code?: unknown };
            if (code === '42704') return;
            if (code !== '55006' || tries === 100) throw error;
            await sleep(50);
        }
    }
}

const RELOAD = 'call `./lake replicate --reload all`, which makes a new slot and loads every table anew';

/**
 * Makes sure that a slot goes on exactly where this lake stands: nothing between was skipped.
 *
 * @throws ExpectedError if it does not
 */
export function refuseStrangeSlot(state: ReplicationState, status: SlotStatus | null): void {
    const slot = `The replication slot ${state.slot}`;
    if (status === null) throw new ExpectedError(`${slot} is not at the source any more, and what changed since is not known: ${RELOAD}.`);
    if (status.database !== state.database) throw new ExpectedError(`${slot} belongs to the database ${status.database}, this lake to ${state.database}: ${RELOAD}.`);
    if (status.plugin !== 'pgoutput') throw new ExpectedError(`${slot} has the plugin ${status.plugin} instead of pgoutput, so that it is another's: ${RELOAD}.`);
    if (status.walStatus === 'lost') throw new ExpectedError(`${slot} has lost a part of the log, since it held back more than the source allows (max_slot_wal_keep_size): ${RELOAD}.`);
    if (state.position !== null && status.confirmed > state.position) {
        throw new ExpectedError(`${slot} has been read up to ${status.confirmed} by someone else, this lake only up to ${state.position}; what lies between would be missing: ${RELOAD}.`);
    }
    if (status.activePid !== null) {
        throw slotInUse(state.slot, status.activePid);
    }
}

/** It passes when the other is a connection of our own that was lost, and that the source has not given up yet. */
export const slotInUse = (slot: string, pid: number | null): ExpectedError =>
    new ExpectedError(
        `The replication slot ${slot} is in use${pid === null ? '' : ` by process ${pid} of the source`}: another \`./lake replicate\` follows it, perhaps of a copy of this lake, or was broken off less than a minute ago.`,
        { cause: Object.assign(new Error('The slot is active.'), { code: '55006' }) },
    );
