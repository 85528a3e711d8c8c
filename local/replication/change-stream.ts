import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import pg, { type Client } from 'pg';
import { type Pgoutput, PgoutputPlugin } from 'pg-logical-replication';
import { BinaryReader } from 'pg-logical-replication/dist/output-plugins/pgoutput/binary-reader.js';
import { ExpectedError } from '../errors.js';
import type { Source } from '../source/source.js';
import { type LogPosition, readLogPosition, writeLogPosition } from './log-position.js';
import { connectForLog, slotInUse } from './slot.js';

/** One message of the stream; a `caught up` says that nothing was committed before `position` that has not been sent. */
export type StreamMessage = Pgoutput.Message | { readonly tag: 'caught up'; readonly position: LogPosition };

/** Messages that may wait before the server is made to wait. One chunk of the socket, at most 64 KB, comes on top. */
const WAITING = 10_000;
/** A server drops a client that it has not heard of for `wal_sender_timeout`, 60 s unless said. */
const MILLISECONDS_BETWEEN_SIGNS_OF_LIFE = 1_000;

const XLOG_DATA = 0x77;
const KEEPALIVE = 0x6b;
/** From 2000, where PostgreSQL's clock begins. */
const POSTGRES_EPOCH = 946_684_800_000;

/** What `pg` has below a client, and does not describe. */
interface Connection extends EventEmitter {
    readonly stream: Socket;
    sendCopyFromChunk(chunk: Buffer): void;
}

const UTF_8 = new TextDecoder('utf-8', { ignoreBOM: true });

// The package's own decoder takes U+FEFF from the front of a value, as if it were a file.
BinaryReader.prototype.decodeText = (bytes: Uint8Array) => UTF_8.decode(bytes);

/** Leaves values as the text that the server sent: numbers and times of JavaScript would not hold them. */
class TextValues extends PgoutputPlugin {
    override parse(buffer: Buffer): Pgoutput.Message {
        const message = super.parse(buffer);
        if (message.tag === 'relation') {
            for (const column of message.columns as { parser: (text: string) => unknown }[]) column.parser = (text) => text;
        }
        return message;
    }
}

export interface ChangeStreamProps {
    readonly source: Source;
    readonly slot: string;
    readonly publication: string;
    readonly position: LogPosition;
}

/**
 * Changes as PostgreSQL sends them from a slot, whole transactions in the order of their commits, taken at the reader's pace.
 *
 * The package's own service is not used: it confirms one byte more than it was told, and a transaction that committed right
 * behind is then never sent again (docs/decisions/0009-replication.md).
 */
export class ChangeStream {
    readonly #waiting: StreamMessage[] = [];
    #wake: () => void = () => {};
    #failure: unknown;
    #confirmed: LogPosition;
    readonly #connection: Connection;
    #signs!: NodeJS.Timeout;

    private constructor(
        private readonly client: Client,
        position: LogPosition,
    ) {
        this.#confirmed = position;
        this.#connection = (client as unknown as { connection: Connection }).connection;
    }

    /** @throws ExpectedError if the server refuses */
    static async open({ source, slot, publication, position }: ChangeStreamProps): Promise<ChangeStream> {
        const client = await connectForLog(source);
        const stream = new ChangeStream(client, position);
        // A name without quotes would be taken in lower case; the package puts it between single ones.
        const plugin = new TextValues({ protoVersion: 1, publicationNames: [pg.escapeIdentifier(publication).replaceAll("'", "''")] });
        client.on('notice', (notice) => {
            const reason = describeNotice(notice, slot, publication);
            if (reason !== null) stream.#fail(reason);
        });
        stream.#connection.on('copyData', ({ chunk }: { chunk: Buffer }) => stream.#receive(chunk, plugin));
        client.on('error', (error) => stream.#fail(error));
        await new Promise<void>((resolve, reject) => {
            stream.#connection.once('replicationStart', resolve);
            plugin.start(client, slot, position).then(
                () => stream.#fail(new ExpectedError('The stream of changes was ended by the source.')),
                (error: unknown) => {
                    const reason = describeRefusal(error, slot, publication) ?? error;
                    stream.#fail(reason);
                    reject(reason);
                },
            );
        }).catch(async (error: unknown) => {
            await client.end();
            throw error;
        });
        stream.#signs = setInterval(() => stream.#sendStatus(false), MILLISECONDS_BETWEEN_SIGNS_OF_LIFE);
        return stream;
    }

    /**
     * The messages that have arrived, in order, as soon as there is one.
     *
     * @param milliseconds after which an empty list is given
     * @throws whatever broke the connection, when all that arrived before has been taken
     */
    async next(milliseconds: number): Promise<StreamMessage[]> {
        if (this.#waiting.length === 0 && this.#failure === undefined) {
            await new Promise<void>((resolve) => {
                const timer = setTimeout(resolve, milliseconds);
                this.#wake = () => {
                    // A chunk of the socket has hundreds of messages, of which the first wakes.
                    this.#wake = () => {};
                    clearTimeout(timer);
                    resolve();
                };
            });
            this.#wake = () => {};
        }
        if (this.#waiting.length === 0 && this.#failure !== undefined) throw this.#failure;
        const messages = this.#waiting.splice(0);
        this.#connection.stream.resume();
        return messages;
    }

    /** Lets whoever waits for messages go on without one. */
    wake(): void {
        this.#wake();
    }

    /** Tells the server that it may forget what lies before; it has to be durable here. */
    confirm(position: LogPosition): void {
        this.#confirmed = position;
        this.#sendStatus(false);
    }

    /** Asks the server how far it has come: it answers with a `caught up`. */
    ask(): void {
        this.#sendStatus(true);
    }

    async close(): Promise<void> {
        clearInterval(this.#signs);
        this.#failure ??= new ExpectedError('The stream of changes was closed.');
        this.#wake();
        // A server in the midst of a large transaction would first send the rest of it.
        this.#connection.stream.destroy();
        await this.client.end().catch(() => {});
    }

    #receive(chunk: Buffer, plugin: TextValues): void {
        if (this.#failure !== undefined) return;
        try {
            if (chunk[0] === XLOG_DATA) this.#waiting.push(plugin.parse(chunk.subarray(25)));
            else if (chunk[0] === KEEPALIVE) {
                this.#waiting.push({ tag: 'caught up', position: readLogPosition(chunk, 1) });
                if (chunk[17] === 1) this.#sendStatus(false);
            }
        } catch (error) {
            this.#fail(error);
        }
        if (this.#waiting.length >= WAITING) this.#connection.stream.pause();
        this.#wake();
    }

    #fail(error: unknown): void {
        this.#failure ??= error;
        clearInterval(this.#signs);
        this.#wake();
    }

    /** https://www.postgresql.org/docs/current/protocol-replication.html, "Standby status update". */
    #sendStatus(asksForReply: boolean): void {
        if (this.#failure !== undefined) return;
        const status = Buffer.alloc(34);
        status[0] = 0x72;
        for (const offset of [1, 9, 17]) writeLogPosition(status, this.#confirmed, offset);
        status.writeBigUInt64BE(BigInt(Date.now() - POSTGRES_EPOCH) * 1000n, 25);
        status[33] = asksForReply ? 1 : 0;
        this.#connection.sendCopyFromChunk(status);
    }
}

/** What the server says when it cannot send from a slot, at the start or in the midst. */
function describeRefusal(error: unknown, slot: string, publication: string): ExpectedError | null {
    switch ((error as { code?: unknown }).code) {
        case '42704':
            return publicationWasAway(slot, publication);
        case '55006':
            return slotInUse(slot, null);
        case '55000':
            return new ExpectedError(`The source cannot go on from the replication slot ${slot} (${(error as Error).message}): call \`./lake replicate --reload all\`.`);
        default:
            return null;
    }
}

const publicationWasAway = (slot: string, publication: string): ExpectedError =>
    new ExpectedError(
        `The publication ${JSON.stringify(publication)} was not there when the changes were made that the slot ${slot} stands before; what it would have left out is not known: call \`./lake replicate --reload all\`.`,
    );

/**
 * Since version 18 PostgreSQL passes over changes that were made while there was no such publication, with a warning and
 * nothing else: https://github.com/postgres/postgres/commit/7c99dc587a010a0c40d72a0e435111ca7a371c02
 */
function describeNotice({ severity, message, code }: { severity?: string; message?: string; code?: string }, slot: string, publication: string): ExpectedError | null {
    return code === '55000' && severity === 'WARNING' && message?.includes('publication') ? publicationWasAway(slot, publication) : null;
}
