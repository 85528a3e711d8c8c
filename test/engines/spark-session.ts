import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type Catalogue, catalogueConf } from './catalogue.js';

/**
 * A value as text, the same for every engine: numbers in digits with all decimals of their type, `true`, `2020-02-29`,
 * `2020-02-29 23:59:59.5` with as much of the fraction as is not zero, bytes in hexadecimal; an array is one.
 */
export type ValueText = string | null | readonly ValueText[];

export interface Answer {
    /** Name and type of each, as the engine calls it. */
    readonly columns: readonly (readonly [name: string, type: string])[];
    readonly rows: readonly (readonly ValueText[])[];
}

/** A Python program that is run in a session. */
export interface SessionProgram {
    readonly script: string;
    readonly args: Readonly<Record<string, string>>;
    readonly modules: readonly string[];
}

/** How it ended. */
export interface ProgramEnd {
    /** What it printed, standard output and errors in one, the trace of an exception included. */
    readonly output: string;
    /** 0, or another number if it failed. */
    readonly code: number;
}

/** Spark's own word that a statement failed. */
export class SparkError extends Error {
    override readonly name = 'SparkError';

    /** @param condition such as `DIVIDE_BY_ZERO`: https://spark.apache.org/docs/4.1.1/sql-error-conditions.html */
    constructor(
        message: string,
        readonly condition: string | null,
    ) {
        super(message);
    }
}

/** A session of the Spark that tests share: its views and settings are its own. One question at a time. */
export class SparkSession {
    private readonly lines: AsyncIterator<string>;

    private constructor(private readonly connection: Socket) {
        this.lines = createInterface(connection)[Symbol.asyncIterator]();
    }

    /** @param socket of the shared Spark; tests have it from `sharedSpark().socket` */
    static async open(socket: string): Promise<SparkSession> {
        const connection = connect(socket);
        await once(connection, 'connect');
        return new SparkSession(connection);
    }

    /** @throws SparkError if the statement fails */
    async ask(sql: string): Promise<Answer> {
        return await this.question<Answer>({ sql });
    }

    /** @returns each row as an object, with the columns in their order */
    async rows(sql: string): Promise<Record<string, ValueText>[]> {
        const { columns, rows } = await this.ask(sql);
        return rows.map((row) => Object.fromEntries(columns.map(([name], index) => [name, row[index]!])));
    }

    /**
     * Runs a Python program in this session, so that it need not start a Spark: it has these arguments and can import from
     * these folders.
     */
    async run({ script, args, modules }: SessionProgram): Promise<ProgramEnd> {
        return await this.question<ProgramEnd>({ script, arguments: Object.entries(args).flatMap(([name, value]) => [`--${name}`, value]), modules });
    }

    /** Changes settings of this session. */
    async set(conf: Readonly<Record<string, string>>): Promise<void> {
        await this.question<Answer>({ conf });
    }

    /** Makes a catalogue known to this session and its tables the ones meant by `schema.table`. */
    async use(catalogue: Catalogue): Promise<void> {
        // Programs write to the tables that a session has read; what it remembers of them must not outlive that.
        await this.set({ ...catalogueConf(catalogue), [`spark.sql.catalog.${catalogue.name}.cache-enabled`]: 'false' });
        await this.ask(`use ${catalogue.name}`);
    }

    close(): void {
        this.connection.destroy();
    }

    private async question<A extends object>(question: object): Promise<A> {
        this.connection.write(`${JSON.stringify(question)}\n`);
        const { value, done } = await this.lines.next();
        if (done) throw new Error('The Spark that tests share has ended.');
        const answer = JSON.parse(value) as A | { error: string; condition: string | null };
        if ('error' in answer) throw new SparkError(answer.error, answer.condition);
        return answer;
    }
}
