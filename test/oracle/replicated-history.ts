import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { lakePaths } from '../../local/engine/lake-paths.js';
import { ExpectedError } from '../../local/errors.js';
import { requestReload } from '../../local/replication/reload-requests.js';
import { replicate } from '../../local/replication/replicate.js';
import { type ReplicationPaths, replicationPaths } from '../../local/replication/replication-paths.js';
import { connect } from '../../local/source/connect.js';
import type { Source } from '../../local/source/source.js';
import { Steps } from '../../local/steps.js';
import { sourceTables } from '../../tables/index.js';
import { type Action, type ArbitraryHistory, FIRST_ROWS, type Start } from './arbitrary-history.js';
import { beginLife, Death, type Life } from './fatal-moments.js';
import { type Replay, replayRaw } from './replay-raw.js';
import { compareWithLog, watchLog } from './source-log.js';
import { sourceRows } from './source-rows.js';
import { temporaryFolder } from './temporary-lake.js';
import type { TestPostgres } from './test-postgres.js';

/** What happened in histories, by name. */
export type Happened = Map<string, number>;

const CONNECTIONS = 3;
const EVERY_TABLE = sourceTables.map(({ name }) => name);

/** Replication as it runs beside the shop. */
interface Running {
    readonly controller: AbortController;
    readonly life: Life;
    readonly start: Start;
    /** Resolves with what ended it. */
    readonly over: Promise<unknown>;
    isOver: boolean;
    /** May it be told that its connection was lost? */
    isDisturbed: boolean;
}

/**
 * Takes the actions on a new database and a new lake, brings both to rest and compares: raw, read by its rules, against what
 * the source has and against its log.
 *
 * @throws Error with what differs, and what was done
 */
export async function takeHistory(postgres: TestPostgres, planned: ArbitraryHistory, happened: Happened): Promise<void> {
    const history = new ReplicatedHistory(postgres, happened);
    try {
        await history.open(planned);
        for (const action of planned.actions) await history.take(action);
        await history.finish();
    } catch (error) {
        throw new Error(`${error instanceof Error ? error.stack : JSON.stringify(error)}\nAfter:\n${history.trace.join('\n')}`, { cause: error });
    } finally {
        await history.close();
    }
}

/** A database, a lake beside it, and whatever is done to both; the lake has raw only. */
export class ReplicatedHistory {
    readonly trace: string[] = [];
    readonly #folder = temporaryFolder();
    readonly #paths: ReplicationPaths = replicationPaths(lakePaths(this.#folder.path));
    #source!: Source;
    #admin!: Client;
    readonly #connections: Client[] = [];
    readonly #isOpen: boolean[] = [];
    #running: Running | null = null;
    #slots = 0;
    /** What is done when the first load of a table has begun. */
    #meanwhile: string[] = [];
    /** Is everything saved that was written? */
    #isSaved = true;

    constructor(
        private readonly postgres: TestPostgres,
        private readonly happened: Happened,
    ) {}

    get raw(): string {
        return this.#paths.raw;
    }

    /** The rows that the source has now. */
    rows(): Promise<Record<string, string[]>> {
        return sourceRows(this.#admin);
    }

    #count(name: string, times = 1): void {
        this.happened.set(name, (this.happened.get(name) ?? 0) + times);
    }

    async open({ first }: ArbitraryHistory): Promise<void> {
        this.#source = await this.postgres.newDatabase();
        await this.#connect();
        await this.#admin.query(`create table lake.other (n int)`);
        for (const sql of FIRST_ROWS) await this.#admin.query(sql);
        await watchLog(this.#admin);
        await this.#start({ isOnce: true, interval: 0, fullAt: 1, isPatient: true, moment: first });
        await this.#await();
    }

    async #connect(): Promise<void> {
        const join = () => connect(this.#source, { application_name: 'shop', lock_timeout: 5 });
        this.#admin = await join();
        for (let i = 0; i < CONNECTIONS; i++) {
            this.#connections[i] = await join();
            this.#isOpen[i] = false;
        }
    }

    async take(action: Action): Promise<void> {
        this.trace.push(JSON.stringify(action));
        switch (action.do) {
            case 'change':
                return await this.#change(action);
            case 'end':
                return await this.#end(action.connection, action.how);
            case 'end all':
                return await this.#endAll('commit');
            case 'burst':
                this.#count('commits back to back', action.sql.length);
                return await this.#admin.query(action.sql.map((sql) => `begin; ${sql}; commit;`).join(' ')).then(
                    () => {},
                    async () => void (await this.#admin.query('rollback')),
                );
            case 'other':
                return void (await this.#admin.query('insert into lake.other values (1)'));
            case 'start':
                return await this.#start(action.start);
            case 'pause':
                return await sleep(action.milliseconds);
            case 'await':
                return await this.#await();
            case 'stop':
                return await this.#stop();
            case 'reload':
                return await this.#reload(action);
            case 'terminate':
                return await this.#terminate(action.which);
            case 'clock ahead':
                return await this.#setClockAhead(action.hundredths);
            case 'lose slot':
                return await this.#loseSlot();
            case 'lose state':
                return await this.#loseState();
            case 'kill server':
            case 'restart server':
                return await this.#restartServer(action.do);
        }
    }

    async #change({ connection, sql, mode }: Action & { do: 'change' }): Promise<void> {
        const client = this.#connections[connection]!;
        if (!this.#isOpen[connection]) await client.query('begin');
        this.#isOpen[connection] = true;
        if (mode === 'plain') {
            // What is refused ends its transaction.
            await client.query(sql).catch(() => this.#end(connection, 'rollback'));
            return;
        }
        await client.query('savepoint here');
        const isRefused = await client.query(sql).then(
            () => false,
            () => true,
        );
        await client.query(isRefused || mode === 'undone' ? 'rollback to savepoint here' : 'release savepoint here');
    }

    async #end(connection: number, how: 'commit' | 'rollback'): Promise<void> {
        if (!this.#isOpen[connection]) return;
        this.#isOpen[connection] = false;
        this.#count(how === 'commit' ? 'commits' : 'rollbacks');
        await this.#connections[connection]!.query(how);
    }

    async #endAll(how: 'commit' | 'rollback'): Promise<void> {
        await Promise.all(this.#connections.map((_, connection) => this.#end(connection, how)));
    }

    async #start(start: Start): Promise<void> {
        if (this.#running?.isOver === true) await this.#settle();
        if (this.#running !== null) return;
        const life = beginLife(start.moment);
        const controller = new AbortController();
        const over = replicate({
            reach: async () => this.#source,
            paths: this.#paths,
            publication: 'lake',
            interval: start.interval,
            fullAt: start.fullAt,
            warnAt: 1e12,
            giveUpAt: 1e13,
            look: 30,
            isOnce: start.isOnce,
            signal: controller.signal,
            observer: {
                notice: (sentence) => {
                    if (/Trying again/.test(sentence)) this.#count('connections made again');
                    if (/Trying again/.test(sentence) && !start.isPatient) controller.abort();
                    if (/^Waiting for a place/.test(sentence)) this.#count('reloads while following');
                },
            },
            steps: new Steps(life.observer, {
                begun: (step) => {
                    if (step === 'slot') this.#slots += 1;
                    if (step.startsWith('load of')) this.#changeMeanwhile();
                },
            }),
        });
        this.#count('starts');
        const running: Running = { controller, life, start, isOver: false, isDisturbed: false, over: over.then(() => null, (error: unknown) => error) };
        void running.over.then(() => (running.isOver = true));
        this.#running = running;
    }

    async #await(): Promise<void> {
        const running = this.#running;
        if (running === null) return;
        // A load waits for the transactions that are open; who follows has no end.
        const patience = running.start.isOnce && !this.#isOpen.includes(true) ? 10_000 : 300;
        const { rows } = await this.#admin.query<{ now: string }>('select pg_current_wal_lsn()::text as now');
        const target = rows[0]!.now.split('/').map((part) => part.padStart(8, '0')).join('/');
        const end = Date.now() + patience;
        while (Date.now() < end && !running.isOver && (running.start.isOnce || !(this.#position() > target))) await sleep(5);
        if (running.isOver) await this.#settle();
    }

    /** What is saved as done. */
    #position(): string {
        if (!existsSync(this.#paths.state)) return '';
        return (JSON.parse(readFileSync(this.#paths.state, 'utf8')) as { position: string | null }).position ?? '';
    }

    async #stop(): Promise<void> {
        if (this.#running === null) return;
        if (!this.#running.isOver) this.#count('stops');
        this.#running.controller.abort();
        await this.#settle();
    }

    /** Waits for the end, which must be one that somebody caused. */
    async #settle(): Promise<void> {
        const { over, life, controller, isDisturbed, start } = this.#running!;
        const error = await Promise.race([over, sleep(20_000, new Error('Replication does not end.'))]);
        this.#running = null;
        const isClean = error === null && life.died === null && !isDisturbed;
        // One that is stopped may not have come to what another left.
        this.#isSaved = isClean && (this.#isSaved || (start.isOnce && !controller.signal.aborted));
        this.trace.push(`  ended: ${life.died ?? (error === null ? 'well' : String(error))}`);
        if (life.died !== null) return this.#count(`died ${life.died}`);
        if (error === null) return this.#count(controller.signal.aborted ? 'was stopped' : 'caught up');
        if (error instanceof ExpectedError && /is in use/.test(error.message)) return this.#count('found the slot in use');
        if (isDisturbed && !(error instanceof Death)) return this.#count('ended by a lost connection');
        throw error;
    }

    async #reload({ tables, start, meanwhile, isAhead }: Action & { do: 'reload' }): Promise<void> {
        this.#count('reloads asked for');
        if (start !== null) await this.#stop();
        if (isAhead) await this.#setClockAhead(2_000);
        requestReload(this.#paths.requests, tables);
        if (start === null) return;
        this.#meanwhile = [...meanwhile];
        await this.#start(start);
        await this.#await();
        this.#meanwhile = [];
    }

    /** Changes what is being loaded. */
    #changeMeanwhile(): void {
        for (const sql of this.#meanwhile.splice(0)) {
            this.#count('statements while loading');
            this.#admin.query(sql).catch(() => {});
        }
    }

    async #terminate(which: number): Promise<void> {
        const { rows } = await this.#admin.query<{ pid: number; kind: string }>(
            `select pid, case when backend_type = 'walsender' then case when query like 'START_REPLICATION%' then 'the stream' else 'the snapshot' end when query ilike '%copy%' or state like 'idle in%' then 'a reader' else 'the control' end as kind
             from pg_stat_activity where datname = current_database() and application_name = 'lake' order by pid`,
        );
        const found = rows[which % Math.max(1, rows.length)];
        if (found === undefined || this.#running === null) return;
        this.#running.isDisturbed = true;
        this.#count(`connection of ${found.kind} ended`);
        await this.#admin.query('select pg_terminate_backend($1)', [found.pid]);
    }

    /** As if the source's clock had been ahead, and was put right: times of what comes are before those of what was. */
    async #setClockAhead(hundredths: number): Promise<void> {
        await this.#stop();
        // What was written and not saved had its times from the old clock, and would get others.
        if (!this.#isSaved || !existsSync(this.#paths.state)) return;
        this.#count('clock was ahead');
        const state = JSON.parse(readFileSync(this.#paths.state, 'utf8')) as { time: number };
        writeFileSync(this.#paths.state, JSON.stringify({ ...state, time: state.time + hundredths }));
    }

    async #loseSlot(): Promise<void> {
        await this.#stop();
        if (this.#position() === '') return;
        await this.#dropSlots(`slot_name not like 'witness%'`);
        await this.#refuses(/is not at the source any more/);
        this.#count('slots lost');
    }

    async #loseState(): Promise<void> {
        await this.#stop();
        if (!existsSync(`${this.#paths.raw}/v1`)) return;
        // What comes must be above what is in raw, also if that is from a clock that was ahead.
        await this.#setClockAhead(2_000);
        await this.#admin.query(`insert into public.brands values (1, 'from the future') on conflict (brand_id) do update set brand_name = excluded.brand_name`).catch(() => {});
        await this.#start({ isOnce: true, interval: 0, fullAt: 1, isPatient: true, moment: null });
        await this.#await();
        await this.#stop();
        rmSync(this.#paths.state, { force: true });
        await this.#refuses(/is gone: call/);
        this.#count('states lost');
    }

    /** Replication must not go on by itself; asked to load everything anew, it may. */
    async #refuses(why: RegExp): Promise<void> {
        const isAskedFor = EVERY_TABLE.every((table) => existsSync(`${this.#paths.requests}/${table}`));
        if (!isAskedFor) {
            await this.#start({ isOnce: true, interval: 0, fullAt: 1, isPatient: false, moment: null });
            const error = await this.#running!.over;
            this.#running = null;
            if (!(error instanceof ExpectedError) || !why.test(error.message)) throw new Error(`It should have been refused by ${why}, and ended with ${String(error)}`);
        }
        requestReload(this.#paths.requests, EVERY_TABLE);
    }

    async #restartServer(how: 'kill server' | 'restart server'): Promise<void> {
        this.#count(how === 'kill server' ? 'servers killed' : 'servers restarted');
        if (this.#running !== null) this.#running.isDisturbed = true;
        if (how === 'kill server') await this.postgres.kill9();
        await this.postgres.restart();
        for (const client of [this.#admin, ...this.#connections]) client.end().catch(() => {});
        await this.#connect();
    }

    async #dropSlots(which: string): Promise<void> {
        // Where a slot is still being made, its maker waits for transactions and does not see that nobody waits for it.
        for (let tries = 0; ; tries++) {
            const { rows } = await this.#admin.query<{ slot_name: string; active_pid: number | null }>(`select slot_name, active_pid from pg_replication_slots where database = current_database() and ${which}`);
            if (rows.length === 0) return;
            for (const { slot_name: name, active_pid: pid } of rows) {
                if (pid !== null) await this.#admin.query('select pg_terminate_backend($1)', [pid]);
                else await this.#admin.query('select pg_drop_replication_slot($1)', [name]).catch(() => {});
            }
            if (tries > 0) await sleep(20);
            if (tries > 200) throw new Error(`${JSON.stringify(rows)} cannot be dropped.`);
        }
    }

    async #catchUp(): Promise<void> {
        for (let tries = 0; ; tries++) {
            await this.#start({ isOnce: true, interval: 10_000, fullAt: 1e9, isPatient: true, moment: null });
            const error = await this.#running!.over;
            this.#running = null;
            if (error === null) return;
            if (!(error instanceof ExpectedError && /is in use/.test(error.message)) || tries > 100) throw error;
            await sleep(20);
        }
    }

    /** Ends what is open, lets replication catch up undisturbed, and compares. */
    async finish(): Promise<void> {
        await this.#endAll('commit');
        await this.#stop();
        await this.#catchUp();
        const replay = await replayRaw(this.#paths.raw);
        await this.#compare(replay);
        const { files, changes, repeated, cut, loads, brokenLoads } = replay.counts;
        for (const [name, times] of Object.entries({ files, changes, 'changes written again': repeated, 'transactions cut': cut, 'loads of a table': loads, 'loads broken off': brokenLoads })) {
            this.#count(name, times);
        }
        this.#count('histories');
    }

    async #compare(replay: Replay): Promise<void> {
        const expected = await sourceRows(this.#admin);
        const wrong = EVERY_TABLE.flatMap((table) => {
            const [found, due] = [new Set(replay.rows[table]), new Set(expected[table])];
            const [more, missing] = [[...found].filter((row) => !due.has(row)), [...due].filter((row) => !found.has(row))];
            return more.length + missing.length === 0 ? [] : [`${table} in raw has ${more.join(' ') || 'nothing'} too many, and lacks ${missing.join(' ') || 'nothing'}`];
        });
        wrong.push(...(await compareWithLog(this.#admin, replay, { slots: this.#slots })));
        if (wrong.length > 0) throw new Error(wrong.join('\n'));
    }

    async close(): Promise<void> {
        this.#running?.controller.abort();
        await this.#running?.over;
        await Promise.all(this.#connections.map((client) => client.end().catch(() => {})));
        await this.#dropSlots('true').catch(() => {});
        await this.#admin?.end().catch(() => {});
        this.#folder.remove();
    }
}
