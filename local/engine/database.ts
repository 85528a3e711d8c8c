import { totalmem } from 'node:os';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { damagedLake } from './damaged-lake.js';

/** One row of an answer; whole numbers beyond 32 bits are bigint. */
export type Row = Record<string, unknown>;

/** Someone whose work depends on whether a database is open. */
export interface ClosingAttendant {
    readonly before: () => void;
    readonly after: () => void;
}

/** Half of the machine's memory and at most 2.5 GB, so that the whole process stays under 4 GB. */
export const MOST_MEGABYTES = Math.min(2500, Math.floor(totalmem() / 2 / 1e6));

/** DuckDB's settings for work on a whole lake. What needs more memory than there is is written to `spillTo`. */
export function limits(spillTo: string): Record<string, string> {
    return {
        memory_limit: `${MOST_MEGABYTES}MB`,
        temp_directory: spillTo,
        // Order is never taken from the place of a row, and keeping it costs memory.
        preserve_insertion_order: 'false',
        autoinstall_known_extensions: 'false',
    };
}

/** A DuckDB database that one caller uses, one statement at a time. */
export class Database {
    private readonly attendants: ClosingAttendant[] = [];

    private constructor(
        private readonly path: string,
        private readonly instance: DuckDBInstance,
        readonly connection: DuckDBConnection,
        private readonly isBeside = false,
    ) {}

    /**
     * Opens `path` for writing; `:memory:` is a database of its own. What memory does not hold is written to `spillTo`. What
     * DuckDB says of a damaged file, here and later, is told as an ExpectedError.
     *
     * @param lake path of the file that a damage is of, where it is attached and read @default path
     */
    static async open(path: string, spillTo: string, lake = path): Promise<Database> {
        const create = DuckDBInstance.create(path, {
            ...limits(spillTo),
            // Newer storage writes text a third faster; DuckDB 1.4 and later read it.
            storage_compatibility_version: 'v1.4.0',
        });
        const instance = await create.catch((error: unknown) => {
            throw damagedLake(error, lake) ?? error;
        });
        const connection = await instance.connect();
        // A time with a zone must not depend on where the machine is.
        await connection.run(`set global TimeZone = 'UTC'`);
        return new Database(lake, instance, connection);
    }

    /**
     * Runs one statement, or several divided by semicolons.
     *
     * @returns rows that the last of them changed
     */
    async run(sql: string): Promise<number> {
        return (await this.connection.run(sql).catch((error: unknown) => this.fail(error))).rowsChanged;
    }

    async rows<T = Row>(sql: string): Promise<T[]> {
        const answer = await this.connection.runAndReadAll(sql).catch((error) => this.fail(error));
        return answer.getRowObjectsJS() as T[];
    }

    /** The only row of the answer. */
    async row<T = Row>(sql: string): Promise<T> {
        const [row] = await this.rows<T>(sql);
        if (row === undefined) throw new Error(`No row came back from: ${sql}`);
        return row;
    }

    /** Does the work whole or not at all. */
    async transaction<T>(work: () => Promise<T>): Promise<T> {
        await this.run('begin transaction');
        try {
            const result = await work();
            await this.run('commit');
            return result;
        } catch (error) {
            await this.run('rollback').catch(() => {
                // The statement that failed has ended the transaction already; its error is the one to tell.
            });
            throw error;
        }
    }

    private fail(error: unknown): never {
        throw damagedLake(error, this.path) ?? error;
    }

    /** Lets someone act right before and right after this is closed. */
    attendClosing(attendant: ClosingAttendant): void {
        this.attendants.push(attendant);
    }

    /**
     * The same database over a connection of its own, with transactions of its own, for work beside this caller's. Closing
     * it closes no more than that connection.
     */
    async beside(): Promise<Database> {
        return new Database(this.path, this.instance, await this.instance.connect(), true);
    }

    close(): void {
        for (const { before } of this.attendants) before();
        this.connection.closeSync();
        if (!this.isBeside) this.instance.closeSync();
        for (const { after } of this.attendants) after();
    }
}

/** A text as a SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
