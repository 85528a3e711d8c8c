import type { Client } from 'pg';
import { sourceTables } from '../../tables/index.js';
import { ExpectedError } from '../errors.js';
import { connect } from '../source/connect.js';
import type { Source } from '../source/source.js';
import type { Steps } from '../steps.js';
import { beginState } from './begin-state.js';
import { ChangeFiles } from './change-files.js';
import { ChangeStream } from './change-stream.js';
import { checkSource, columnsOf } from './check-source.js';
import { ChangeFollower } from './follow-changes.js';
import { loadTables } from './load-tables.js';
import { type LogPosition, logPosition } from './log-position.js';
import { rawColumns } from './raw-columns.js';
import { RawWriter } from './raw-writer.js';
import { forgetRequests, requestedReloads } from './reload-requests.js';
import type { ReplicationPaths } from './replication-paths.js';
import { type ReplicationState, saveState, type TableState } from './replication-state.js';
import { commitTimestamp, hundredthsOf } from './sequence.js';
import { type SlotStatus, type Snapshot, systemIdentifier, takeSnapshot, withoutTimeouts } from './slot.js';
import { type TableIdentity, tableIdentities, untoldChange } from './table-identity.js';
import { watchSlot } from './watch-slot.js';

/** How far raw is behind the source. */
export interface Lag {
    /** Of log. */
    readonly bytes: number;
    /** Since the first transaction was committed that is not in raw; 0 if there is none. */
    readonly seconds: number;
    /** Bytes of log that the source keeps for the slot. */
    readonly retained: number;
}

/** Someone who follows the replication. */
export interface ReplicationObserver {
    /** Something that a person should know: one sentence. */
    readonly notice?: (text: string) => void;
    /** Changes are being followed, at the begin or after a connection was made again. */
    readonly begun?: () => void;
    readonly lag?: (lag: Lag) => void;
    readonly loading?: (table: string, rows: number) => void;
    readonly loaded?: (table: string) => void;
    /** Changes are durable in raw. */
    readonly written?: (rows: number) => void;
}

export interface SessionProps {
    readonly paths: ReplicationPaths;
    readonly source: Source;
    readonly publication: string;
    /** Longest time that a change waits for its file, in milliseconds. */
    readonly interval: number;
    /** Size of text from which on changes are written at once. */
    readonly fullAt: number;
    /** Bytes of log held back from which on it is said. */
    readonly warnAt: number;
    /** Bytes of log held back at which the slot is given up. */
    readonly giveUpAt: number;
    /** Time between two looks at the slot and at requests for reloads, in milliseconds. @default 2000 */
    readonly look?: number;
    /** Does it end when everything that was committed at its begin is in raw? */
    readonly isOnce: boolean;
    /** Does it go on where a load in raw is gone? `verify` does, which names it. @default false */
    readonly toleratesMissingLoads?: boolean;
    readonly signal: AbortSignal;
    readonly observer: ReplicationObserver;
    readonly steps: Steps;
}

const MILLISECONDS_BETWEEN_LOOKS = 2_000;
const LOOKS_BETWEEN_CHECKS = 15;
/** A place in the log without changes is saved so often at most. */
const MILLISECONDS_BETWEEN_IDLE_SAVES = 10_000;
const MILLISECONDS_BETWEEN_QUESTIONS = 100;
const MILLISECONDS_OF_WAITING_WORTH_TELLING = 1_000;
const SKEW_WORTH_TELLING = 60_000_000n;

/** Replicates over one set of connections, until it is stopped, has caught up, or a connection is lost. */
export class Session {
    readonly #failure = new AbortController();
    #state!: ReplicationState;
    #control!: Client;
    #stream!: ChangeStream;
    #writer!: RawWriter;
    #files!: ChangeFiles;
    #follower!: ChangeFollower;
    #writing: Promise<void> = Promise.resolve();
    #loading: Promise<void> | null = null;
    #oldestWaiting: number | null = null;
    #lastSave = Date.now();
    /** When the first transaction was committed whose changes are being written, in microseconds since 1970. */
    #writingSince: bigint | null = null;
    /** Where the source stood when this began: what comes before could have been written without being saved. */
    #target: LogPosition = '';

    /** Has it come so far that changes were followed? */
    hasBegun = false;

    constructor(private readonly props: SessionProps) {}

    /** @throws whatever ended it, other than the signal */
    async run(): Promise<void> {
        const { source, paths, publication } = this.props;
        this.#control = await connect(source);
        let monitor: Promise<void> = Promise.resolve();
        try {
            await withoutTimeouts(this.#control);
            await checkSource(this.#control, publication);
            this.#state = await beginState({ paths, control: this.#control, systemIdentifier: await systemIdentifier(source), database: source.config.database!, source: source.name, toleratesMissingLoads: this.props.toleratesMissingLoads ?? false });
            await this.#refuseUntoldChanges();
            this.#writer = await RawWriter.open(paths.workshop);
            this.#files = new ChangeFiles(this.#writer, paths.raw);
            const snapshot = this.#state.position === null ? await this.#makeSlot() : null;
            if (snapshot === null) this.#save({});
            // Saved with the start of the load: a slot whose load has not begun is made anew.
            else this.#state = { ...this.#state, position: snapshot.position };
            forgetRequests(paths.requests, this.#awaiting());
            await this.#tellSkew();
            this.#follow();
            this.#target = await this.#sourcePosition();
            this.#stream = await ChangeStream.open({ source, publication, slot: this.#state.slot, position: this.#state.position! });
            this.props.signal.addEventListener('abort', this.#wake);
            this.hasBegun = true;
            this.props.observer.begun?.();
            if (snapshot !== null) await this.#load(snapshot);
            monitor = watchSlot({
                control: this.#control,
                state: () => this.#state,
                warnAt: this.props.warnAt,
                giveUpAt: this.props.giveUpAt,
                every: this.props.look ?? MILLISECONDS_BETWEEN_LOOKS,
                tell: (text) => this.#tell(text),
                onLook: (status, look) => this.#look(status, look),
                onGivenUp: (reason) => this.#fail(reason),
                signal: this.#failure.signal,
            }).catch((error: unknown) => this.#fail(error));
            await this.#followUntilEnd();
            await this.#write();
            await this.#writing;
        } catch (error) {
            // What fails after a failure does so because of it.
            throw this.#failure.signal.aborted ? this.#failure.signal.reason : error;
        } finally {
            this.props.signal.removeEventListener('abort', this.#wake);
            this.#fail(new ExpectedError('The session has ended.'));
            await this.#stream?.close();
            await Promise.allSettled([monitor, this.#loading, this.#writing]);
            await this.#control.end().catch(() => {});
            this.#files?.discard();
            this.#writer?.close();
        }
    }

    readonly #wake = () => this.#stream.wake();

    #fail(error: unknown): void {
        if (this.#failure.signal.aborted) return;
        this.#failure.abort(error);
        // Whoever waits for a message is woken by it.
        void this.#stream?.close();
    }

    get #isStopped(): boolean {
        return this.props.signal.aborted;
    }

    #save(change: Partial<ReplicationState>): void {
        const state = { ...this.#state, ...change };
        saveState(this.props.paths.state, state);
        this.#state = state;
        this.#lastSave = Date.now();
    }

    #awaiting(): string[] {
        return sourceTables.map(({ name }) => name).filter((name) => this.#state.tables[name]?.stage === 'awaits load');
    }

    /**
     * A place in the log behind everything that is committed now. It is that of a message of our own, whose commit has the
     * log written to the disk: the source sends no change before, and an idle one could keep its last for seconds.
     */
    async #sourcePosition(): Promise<LogPosition> {
        await this.#control.query('set synchronous_commit = local');
        const { rows } = await this.#control.query<{ position: string }>(`select pg_logical_emit_message(true, 'lake', '')::text as position`);
        return logPosition(rows[0]!.position);
    }

    async #clock(): Promise<bigint> {
        const { rows } = await this.#control.query<{ clock: string }>('select (extract(epoch from clock_timestamp()) * 1000000)::bigint::text as clock');
        return BigInt(rows[0]!.clock);
    }

    /** Saves the slot's name first, so that one that was made before a crash is known as ours. */
    async #makeSlot(): Promise<Snapshot> {
        this.#save({});
        await this.#tellForgottenSlots();
        return await this.props.steps.take('slot', () => this.#takeSnapshot(this.#state.slot));
    }

    /** A slot whose lake is gone, or whose state is, would hold back the log for ever. */
    async #tellForgottenSlots(): Promise<void> {
        const { rows } = await this.#control.query<{ slot_name: string }>(
            "select slot_name from pg_replication_slots where database = current_database() and not active and slot_name ~ '^lake_[0-9a-f]{12}$' and slot_name <> $1",
            [this.#state.slot],
        );
        for (const { slot_name: slot } of rows) {
            this.#tell(`The source has the replication slot ${slot}, which nobody follows and which holds back its log. If no other lake needs it: select pg_drop_replication_slot('${slot}') there.`);
        }
    }

    /** @param slot to make; else the snapshot has one for itself */
    async #takeSnapshot(slot?: string): Promise<Snapshot> {
        const { source, signal } = this.props;
        const [control, names] = [this.#control, this.#awaiting().join(', ')];
        const notice = setTimeout(() => {
            void oldestTransaction(control).then((oldest) => this.#tell(`Waiting until the transactions have ended that are open at the source now${oldest}, to load ${names}.`));
        }, MILLISECONDS_OF_WAITING_WORTH_TELLING);
        try {
            return await takeSnapshot({ source, control, slot, signal: AbortSignal.any([this.#failure.signal, signal]) });
        } finally {
            clearTimeout(notice);
        }
    }

    /** @throws ExpectedError if a table changed in a way that its changes do not tell */
    async #refuseUntoldChanges(): Promise<void> {
        const found = await tableIdentities(this.#control, this.props.publication);
        const seen: Record<string, TableState> = {};
        for (const { name } of sourceTables) {
            const [state, now] = [this.#state.tables[name]!, found.get(name)];
            if (state.stage === 'awaits load' || now === undefined) continue;
            const wrong = state.identity && untoldChange(name, state.identity, now);
            if (wrong) {
                // A column that is missing or has another type is the better reason.
                rawColumns(sourceTables.find((table) => table.name === name)!, await columnsOf(this.#control, name));
                throw new ExpectedError(wrong);
            }
            if (JSON.stringify(state.identity) !== JSON.stringify(now)) seen[name] = { ...state, identity: now };
        }
        if (Object.keys(seen).length > 0) this.#save({ tables: { ...this.#state.tables, ...seen } });
    }

    async #tellSkew(): Promise<void> {
        const skew = (await this.#clock()) - BigInt(Date.now()) * 1000n;
        if (skew > SKEW_WORTH_TELLING || skew < -SKEW_WORTH_TELLING) {
            this.#tell(`The source's clock is ${skew < 0n ? 'behind' : 'ahead of'} this machine's by ${(skew < 0n ? -skew : skew) / 1_000_000n} s. The order of changes does not depend on it; lags are told by the source's clock.`);
        }
    }

    #tell(text: string): void {
        this.props.observer.notice?.(text);
    }

    #follow(): void {
        const { time, number } = this.#state;
        this.#follower = new ChangeFollower({
            standing: { position: this.#state.position!, time, number },
            files: this.#files,
            stateOf: (table) => this.#state.tables[table]!,
            onExtraColumn: (table, column) =>
                this.#tell(`The source's ${table} has a column ${column} that this lake does not know: it is kept in raw/ and goes no further until tables/ has it.`),
        });
    }

    /** Loads what awaits it from a snapshot; changes behind it are followed meanwhile. */
    async #load(snapshot: Snapshot): Promise<void> {
        const { source, publication, paths, observer, steps } = this.props;
        const names = this.#awaiting();
        const time = Math.max(this.#state.time, this.#follower?.standing.time ?? 0, hundredthsOf(await this.#clock())) + 1;
        const generation = this.#state.generation + 1;
        const loading: TableState = { stage: 'loading', generation, start: time, from: snapshot.position, identity: null };
        const identities = new Map<string, TableIdentity>();
        await steps.take('start of load', async () =>
            this.#save({ time, generation, tables: { ...this.#state.tables, ...Object.fromEntries(names.map((name) => [name, loading])) } }),
        );
        this.#follower.startLoad(time);
        if (snapshot.position > this.#target) this.#target = snapshot.position;
        const { done } = await loadTables({
            source,
            publication,
            snapshot,
            tables: sourceTables.filter(({ name }) => names.includes(name)),
            generation,
            start: commitTimestamp(BigInt(time) * 10_000n),
            writer: this.#writer,
            raw: paths.raw,
            steps,
            signal: AbortSignal.any([this.#failure.signal, this.props.signal]),
            onRows: (table, rows) => observer.loading?.(table, rows),
            onBegun: (table, columns, identity) => {
                identities.set(table.name, identity);
                // In memory alone: a load that is broken off begins again.
                this.#state = { ...this.#state, tables: { ...this.#state.tables, [table.name]: { ...loading, identity } } };
                this.#follower.tellExtra(table, columns);
            },
            onLoaded: (table) => {
                this.#save({ tables: { ...this.#state.tables, [table]: { ...loading, stage: 'follows', identity: identities.get(table)! } } });
                observer.loaded?.(table);
            },
        }).finally(() => snapshot.close().catch(() => {}));
        this.#loading = done.then(
            () => {
                this.#loading = null;
            },
            (error) => this.#fail(error),
        );
    }

    async #followUntilEnd(): Promise<void> {
        const { isOnce, interval } = this.props;
        while (!this.#isStopped) {
            if (this.#failure.signal.aborted) throw this.#failure.signal.reason;
            const hasReached = this.#follower.standing.position >= this.#target;
            const isBetween = !this.#follower.isWithinTransaction;
            if (isBetween && hasReached && this.#loading === null && this.#awaiting().length > 0) await this.#reload();
            else if (isOnce && hasReached && this.#loading === null) return;
            const isWaiting = !hasReached && (isOnce || this.#awaiting().length > 0);
            if (isWaiting) this.#stream.ask();
            const messages = await this.#stream.next(isWaiting || this.#loading !== null ? MILLISECONDS_BETWEEN_QUESTIONS : Math.max(10, interval / 4)).catch((error: unknown) => {
                throw this.#failure.signal.aborted ? this.#failure.signal.reason : error;
            });
            for (const message of messages) this.#follower.take(message);
            if (this.#files.rows > 0) this.#oldestWaiting ??= Date.now();
            const isDue = this.#oldestWaiting !== null && Date.now() - this.#oldestWaiting >= interval;
            if (isDue || this.#files.isFull(this.props.fullAt)) await this.#write();
            else if (this.#oldestWaiting === null && Date.now() - this.#lastSave >= MILLISECONDS_BETWEEN_IDLE_SAVES) await this.#write();
        }
    }

    /** Begins to write what was collected; before, what was begun earlier has to be done. */
    async #write(): Promise<void> {
        await this.#writing;
        const { steps, observer } = this.props;
        const { standing } = this.#follower;
        const { rows } = this.#files;
        if (rows === 0 && standing.position === this.#state.position) return;
        this.#oldestWaiting = null;
        this.#writingSince = this.#follower.takeSince();
        this.#writing = (async () => {
            if (rows > 0) await steps.take('changes', () => this.#files.write(), () => rows);
            await steps.take('position', async () => this.#save({ position: standing.position, time: Math.max(standing.time, this.#state.time), number: standing.number }));
            await steps.take('confirmation', async () => this.#stream.confirm(standing.position));
            this.#writingSince = null;
            if (rows > 0) observer.written?.(rows);
        })();
        this.#writing.catch((error) => this.#fail(error));
    }

    /** Everything before is written and saved first, and nothing is read until it is known from where the load has it. */
    async #reload(): Promise<void> {
        await this.#write();
        await this.#writing;
        await this.#load(await this.#takeSnapshot());
    }

    /** What is done at each look at the slot. */
    async #look(status: SlotStatus, look: number): Promise<void> {
        this.props.observer.lag?.(this.#lagOf(status));
        const requested = requestedReloads(this.props.paths.requests);
        if (requested.length > 0) this.#await(requested);
        if (look % LOOKS_BETWEEN_CHECKS !== 0) return;
        await checkSource(this.#control, this.props.publication);
        await this.#refuseUntoldChanges();
    }

    #lagOf({ lag, retained, clock }: SlotStatus): Lag {
        const since = this.#writingSince ?? this.#follower.since;
        return { bytes: lag, retained, seconds: since === null ? 0 : Math.max(0, Number(clock - since) / 1e6) };
    }

    /** A request that comes meanwhile: the load of a table that is being loaded is done first. */
    #await(requested: readonly string[]): void {
        // Not `#loading`: that is known only when the readers have begun, and until then the tables' changes must be followed too.
        if (Object.values(this.#state.tables).some(({ stage }) => stage === 'loading')) return;
        this.#save({ tables: { ...this.#state.tables, ...Object.fromEntries(requested.map((name) => [name, { stage: 'awaits load' }])) } });
        forgetRequests(this.props.paths.requests, requested);
    }
}

/** Which transaction a wait is for, as far as this user may know it. */
async function oldestTransaction(client: Client): Promise<string> {
    const { rows } = await client
        .query<{ who: string; since: string }>(
            `select * from (
                select 'process ' || pid as who, to_char(xact_start, 'YYYY-MM-DD HH24:MI:SS') || ' UTC' as since, xact_start as began from pg_stat_activity where backend_xid is not null
                union all
                select 'the prepared transaction ' || gid, to_char(prepared, 'YYYY-MM-DD HH24:MI:SS') || ' UTC', prepared from pg_prepared_xacts
            ) as transactions
            order by began
            limit 1`,
        )
        .catch(() => ({ rows: [] }));
    return rows.map(({ who, since }) => ` (${who} since ${since})`).join('');
}
