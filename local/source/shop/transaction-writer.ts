import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError, type Client } from 'pg';
import { ExpectedError } from '../../errors.js';
import { connect } from '../connect.js';
import { describePostgresError, expectedPostgresError } from '../describe-postgres-error.js';
import type { Source } from '../source.js';
import { isLost, isPassing } from './lost-connection.js';
import type { PlannedStep } from './planned-step.js';
import { statementOf } from './statement-of.js';

/** "shop" in ASCII; it stands for nothing. */
const LOCK = 0x73686f70;
const APPLICATION = 'lake simulate';
const MOST_PAUSE = 5000;
const MOST_TRIES = 10;

export interface TransactionWriterProps {
    /** How long a source that is away is waited for, in milliseconds. @default 120000 */
    readonly patience?: number;
    /** Ends the waiting for a source that is away. */
    readonly signal?: AbortSignal;
    /** Says where a source that was away is now. @default where it was */
    readonly reach?: () => Promise<Source>;
    /** Called before each try to reach a source that is away, with a sentence that says why it is. */
    readonly onLost?: (sentence: string) => void;
}

interface Open {
    client: Client;
    transactionId: string;
}

/**
 * Carries steps out, one statement at a time, over one connection and one more for each transaction that stays open.
 *
 * When a connection is lost, an open transaction is rolled back by PostgreSQL, so it is written again from its beginning over a
 * new one. Only a commit that was under way may have succeeded: then PostgreSQL is asked for the outcome by the number of the
 * transaction (pg_xact_status), and what was committed is not written again. If a server crashed before that number was on
 * its disk and gave it to another client's transaction since, the answer is about that one; no client can tell.
 */
export class TransactionWriter {
    /** Connections that had a transaction and have none now. */
    private readonly idle: Client[] = [];
    /** What PostgreSQL calls the sessions of connections that were lost; it may not have noticed, and keep their locks. */
    private readonly lost = new Set<number>();
    /** Whole transactions are written over it, and it holds the lock. */
    private main: Client | undefined;
    private readonly open = new Map<number, Open>();
    private readonly beginnings = new Map<number, PlannedStep>();

    private constructor(
        private source: Source,
        private readonly props: TransactionWriterProps,
    ) {}

    /** @throws ExpectedError if the source cannot be reached, or another simulator writes to it */
    static async connect(source: Source, props: TransactionWriterProps = {}): Promise<TransactionWriter> {
        const writer = new TransactionWriter(source, props);
        await writer.connectMain();
        return writer;
    }

    /** The connection for questions; transactions are not open on it between two steps. */
    get client(): Client {
        if (this.main === undefined) throw new Error('The writer is closed.');
        return this.main;
    }

    /**
     * Carries out a step. A step that PostgreSQL refuses is rolled back.
     *
     * @throws ExpectedError if the source stays away, or nothing tells whether a transaction was committed
     */
    async write(step: PlannedStep): Promise<void> {
        if (step.part === 'beginning') this.beginnings.set(step.transaction, step);
        let since: number | null = null;
        let pause = 100;
        for (let tries = 1; ; tries++) {
            let open: Open | undefined;
            let isCommitting = false;
            try {
                if (since !== null) await this.connectAgain();
                open = this.open.get(step.transaction) ?? (await this.begin(step));
                for (const change of step.changes) await open.client.query(statementOf(change));
                if (step.part !== 'beginning') {
                    isCommitting = step.outcome === 'commit';
                    await open.client.query(step.outcome);
                    this.release(step.transaction, open.client);
                    this.beginnings.delete(step.transaction);
                }
                return;
            } catch (error) {
                if (!isLost(error)) {
                    await this.rollBack(step.transaction);
                    if (isPassing(error) && tries < MOST_TRIES) continue;
                    this.beginnings.delete(step.transaction);
                    throw expectedPostgresError(error, this.source);
                }
                this.open.delete(step.transaction);
                since ??= Date.now();
                await this.pauseAfter(error as Error, { since, pause });
                pause = Math.min(MOST_PAUSE, pause * 2);
                if (isCommitting && (await this.wasCommitted(open!.transactionId, { since, step }))) {
                    this.beginnings.delete(step.transaction);
                    return;
                }
            }
        }
    }

    /** Rolls back whatever is open. */
    async rollBackAll(): Promise<void> {
        for (const transaction of [...this.open.keys()]) await this.rollBack(transaction);
        this.beginnings.clear();
    }

    /** Ends the connections; PostgreSQL rolls back what is open. */
    async close(): Promise<void> {
        const clients = new Set([...this.idle, ...[...this.open.values()].map(({ client }) => client), ...(this.main === undefined ? [] : [this.main])]);
        this.main = undefined;
        await Promise.all([...clients].map((client) => client.end().catch(() => undefined)));
    }

    /** Begins a transaction, and does its beginning again if it had one on a connection that was lost. */
    private async begin(step: PlannedStep): Promise<Open> {
        const client = step.part === 'whole' ? this.client : (this.idle.pop() ?? (await this.connectOne()));
        const open = { client, transactionId: '' };
        // Known before anything fails, so that it is rolled back and the connection kept.
        this.open.set(step.transaction, open);
        const answers = (await client.query('begin isolation level read committed; select pg_current_xact_id()::text as id')) as unknown as { rows: { id: string }[] }[];
        open.transactionId = answers[1]!.rows[0]!.id;
        if (step.part === 'end') for (const change of this.beginnings.get(step.transaction)!.changes) await client.query(statementOf(change));
        return open;
    }

    private release(transaction: number, client: Client): void {
        this.open.delete(transaction);
        if (client !== this.main) this.idle.push(client);
    }

    private async rollBack(transaction: number): Promise<void> {
        const open = this.open.get(transaction);
        if (open === undefined) return;
        await open.client.query('rollback').then(
            () => this.release(transaction, open.client),
            () => this.open.delete(transaction),
        );
    }

    private async wasCommitted(transactionId: string, { since, step }: { since: number; step: PlannedStep }): Promise<boolean> {
        for (let pause = 100; ; pause = Math.min(MOST_PAUSE, pause * 2)) {
            try {
                await this.connectAgain();
                const { rows } = await this.client.query<{ status: string | null }>('select pg_xact_status($1::xid8) as status', [transactionId]);
                const { status } = rows[0]!;
                if (status === 'committed' || status === 'aborted') return status === 'committed';
                if (status === null) throw new ExpectedError(`The connection to ${this.source.name} was lost at the end of transaction ${step.transaction}, and PostgreSQL has forgotten its outcome: look whether its rows are there.`);
                // The session that was lost is still at work.
                await this.pauseAfter(new ExpectedError(`The connection to ${this.source.name} was lost at the end of transaction ${step.transaction}, whose outcome PostgreSQL does not know yet: look later whether its rows are there.`), { since, pause });
            } catch (error) {
                // A number that is in the future was never on the disk, nor was the transaction.
                if (error instanceof DatabaseError && error.code === '22023') return false;
                if (!isLost(error) || (error instanceof ExpectedError && this.main !== undefined)) throw error;
                await this.pauseAfter(error as Error, { since, pause });
            }
        }
    }

    private async pauseAfter(error: Error, { since, pause }: { since: number; pause: number }): Promise<void> {
        const { patience = 120_000, signal, onLost } = this.props;
        const sentence = error instanceof ExpectedError ? error.message : (describePostgresError(error, this.source) ?? `The connection to ${this.source.name} was lost (${error.message}).`);
        if (signal?.aborted === true || Date.now() - since > patience) throw new ExpectedError(sentence);
        onLost?.(sentence);
        await sleep(pause, undefined, { signal }).catch(() => {
            throw new ExpectedError(sentence);
        });
    }

    /** Sees which connections live, and replaces the main one if it does not. Other transactions are begun again when they end. */
    private async connectAgain(): Promise<void> {
        for (const [transaction, { client }] of this.open) if (!(await this.isAlive(client))) this.open.delete(transaction);
        for (const client of this.idle.splice(0)) if (await this.isAlive(client)) this.idle.push(client);
        if (this.main === undefined || !(await this.isAlive(this.main))) {
            this.main = undefined;
            this.source = (await this.props.reach?.()) ?? this.source;
            await this.connectMain();
        }
    }

    private async connectMain(): Promise<void> {
        const client = await this.connectOne();
        if (this.lost.size > 0) await this.endLost(client);
        const { rows } = await client.query<{ is_free: boolean }>('select pg_try_advisory_lock($1) as is_free', [LOCK]);
        if (!rows[0]!.is_free) {
            await client.end();
            throw new ExpectedError(`Another process writes to ${this.source.name} as its shop, ./lake simulate or the demo: end it, or wait until it has ended.`);
        }
        this.main = client;
    }

    private connectOne(): Promise<Client> {
        return connect(this.source, { application_name: APPLICATION });
    }

    /** Does a connection answer? One that was lost has said so, or says it now. */
    private async isAlive(client: Client): Promise<boolean> {
        try {
            await client.query('select');
            return true;
        } catch {
            const { processID } = client as { processID?: number };
            if (processID !== undefined) this.lost.add(processID);
            client.end().catch(() => {
                // It has ended.
            });
            return false;
        }
    }

    /** Ends the sessions of lost connections, should they be there. A server that was restarted may have given a number anew. */
    private async endLost(client: Client): Promise<void> {
        const living = [client, ...this.idle, ...[...this.open.values()].map((open) => open.client)].map((one) => (one as { processID?: number }).processID);
        await client.query('select pg_terminate_backend(pid) from pg_stat_activity where pid = any($1) and application_name = $2 and datname = current_database() and usename = current_user', [
            [...this.lost].filter((pid) => !living.includes(pid)),
            APPLICATION,
        ]);
        this.lost.clear();
    }
}
