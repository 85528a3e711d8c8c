import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DuckDBConnection, type DuckDBType, DuckDBTypeId, type JS } from '@duckdb/node-api';
import type { Answer, AnswerValue, ReadChoice } from '../../dashboard/answers/answer.js';
import type { Choice } from '../../dashboard/answers/choice.js';
import { type Days, periodOf } from '../../dashboard/answers/period.js';
import { unreachedBy, visualSql } from '../../dashboard/answers/visual-sql.js';
import { filters } from '../../dashboard/filters.js';
import type { FilterName, Visual } from '../../dashboard/visual.js';
import { openReadOnly, type ReadOnlyLake } from '../../local/engine/open-read-only.js';
import { writeCsv } from '../query/csv-writer.js';
import type { Sink } from '../query/sink.js';
import { streamRows } from '../query/stream-rows.js';

/** What a state of the lake says of itself. */
export interface About {
    readonly run: number | null;
    readonly newestChangeAt: string | null;
    readonly newestEventAt: string | null;
    readonly span: Days | null;
    readonly events: number;
    readonly eventsAfterToday: number;
}

/** So many queries run beside each other. */
const CONNECTIONS = 4;
/** So many answers are kept, of a few hundred rows at most. */
const MOST_ANSWERS = 500;
/** So many values are proposed. */
const MOST_VALUES = 50;
/** Of so many values a list can be offered whole. */
const FEW_VALUES = 200;
/** No event has a day before it, so that a lake without events has a period too. */
const NO_DAYS: Days = { from: '1970-01-01', to: '1970-01-01' };

/** One state of the lake, from which every visual is answered: a database that nobody can change, closed when its last query is done. */
export class KeptLake {
    private readonly idle: DuckDBConnection[] = [];
    private readonly waiting: ((connection: DuckDBConnection) => void)[] = [];
    private readonly answered = new Map<string, Promise<AnswerValue[][]>>();
    private users = 0;
    private isRetired = false;

    private constructor(
        /** Number of the state. */
        readonly state: number,
        private readonly file: string,
        private readonly lake: ReadOnlyLake,
        readonly about: About,
        /** All values of the filters that have few. */
        readonly values: Readonly<Partial<Record<FilterName, readonly string[]>>>,
    ) {}

    /** @param file made by keepLake; removed when it is no longer used */
    static async open(file: string, state: number): Promise<KeptLake> {
        const scratch = `${file}.scratch`;
        mkdirSync(scratch, { recursive: true });
        const lake = await openReadOnly({ database: file, scratch, threads: 1 });
        try {
            const [about] = await rowsOf(lake.connection, 'select run_id, newest_change_at, newest_event_at, first_day, last_day, events, events_after_today from about');
            const [run, newestChangeAt, newestEventAt, from, to, events, eventsAfterToday] = about! as [number | null, string | null, string | null, string | null, string | null, number, number];
            const values: Partial<Record<FilterName, string[]>> = {};
            for (const { name, kind } of filters) {
                if (kind !== 'value') continue;
                const few = await rowsOf(lake.connection, `select value from values_of_${name} order by events desc, value limit ${FEW_VALUES + 1}`);
                if (few.length <= FEW_VALUES) values[name] = few.map(([value]) => String(value));
            }
            const kept = new KeptLake(state, file, lake, { run, newestChangeAt, newestEventAt, span: from === null || to === null ? null : { from, to }, events, eventsAfterToday }, values);
            for (let count = 0; count < CONNECTIONS; count++) kept.idle.push(await lake.connect());
            return kept;
        } catch (error) {
            lake.close();
            rmSync(file, { force: true });
            throw error;
        }
    }

    async readChoice(choice: Choice): Promise<ReadChoice> {
        const { span } = this.about;
        const unknown = await this.query(async (connection) => {
            const names: FilterName[] = [];
            for (const { name } of filters) {
                const value = choice.values[name];
                if (value === undefined) continue;
                const [found] = await rowsOf(connection, `select count(*) from values_of_${name} where value = $value`, { value });
                if (found![0] === 0) names.push(name);
            }
            return names;
        });
        return { period: span === null ? null : periodOf(choice, span), unknown };
    }

    async answer(visual: Visual, choice: Choice): Promise<Answer> {
        const period = periodOf(choice, this.about.span ?? NO_DAYS);
        const { sql, totals, parameters, columns } = visualSql(visual, choice, period);
        // Both asked at once, so that a state which is retired meanwhile stays for both.
        const [rows, [over]] = await Promise.all([this.rows(sql, parameters), totals === null ? [null] : this.rows(totals.sql, totals.parameters)]);
        const [total, ...values] = over ?? [rows.length];
        const isDated = visual.filters.date !== undefined;
        return { visual: visual.name, state: this.state, columns, rows, total: Number(total), totals: values as (number | null)[], period: isDated ? period : null, unreached: unreachedBy(visual, choice) };
    }

    /** The rows of a query, from memory where it was asked lately: most filters leave most visuals as they are, and nothing changes in a state. */
    private async rows(sql: string, parameters: Readonly<Record<string, string>>): Promise<AnswerValue[][]> {
        const question = JSON.stringify([sql, parameters]);
        const known = this.answered.get(question);
        if (known !== undefined) return known;
        const rows = this.query((connection) => rowsOf(connection, sql, parameters));
        this.answered.set(question, rows);
        rows.catch(() => this.answered.delete(question));
        if (this.answered.size > MOST_ANSWERS) this.answered.delete(this.answered.keys().next().value!);
        return rows;
    }

    /** Writes the table of a visual, amounts exact. */
    async csv(visual: Visual, choice: Choice, sink: Sink): Promise<void> {
        const { sql, parameters, columns } = visualSql(visual, choice, periodOf(choice, this.about.span ?? NO_DAYS));
        await this.query(async (connection) => {
            const statement = await connection.prepare(sql);
            statement.bind(parameters);
            const rows = await streamRows({ connection, statement, sql });
            await writeCsv({ rows: { ...rows, names: columns.map(({ title }) => title) }, sink, scratch: dirname(this.file) });
        });
    }

    /** Values that have a text in them, with most events first. */
    async valuesLike(name: FilterName, like: string): Promise<{ readonly values: readonly { readonly value: string; readonly events: number }[]; readonly total: number }> {
        const where = 'where contains(lower(value), lower($like))';
        return this.query(async (connection) => {
            const rows = await rowsOf(connection, `select value, events, count(*) over () from values_of_${name} ${where} order by events desc, value limit ${MOST_VALUES}`, { like });
            return { values: rows.map(([value, events]) => ({ value: String(value), events: Number(events) })), total: Number(rows[0]?.[2] ?? 0) };
        });
    }

    /** Takes no more queries; those that run come to their end first. */
    retire(): void {
        this.isRetired = true;
        if (this.users === 0) this.close();
    }

    /** One query over a connection that is free, or the next that is. */
    private async query<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
        this.users += 1;
        const connection = this.idle.pop() ?? (await new Promise<DuckDBConnection>((resolve) => this.waiting.push(resolve)));
        try {
            return await work(connection);
        } catch (error) {
            // A query that failed has ended its transaction.
            await connection.run('rollback').catch(() => {});
            await connection.run('begin transaction read only');
            throw error;
        } finally {
            const next = this.waiting.shift();
            if (next === undefined) this.idle.push(connection);
            else next(connection);
            this.users -= 1;
            if (this.isRetired && this.users === 0) this.close();
        }
    }

    private close(): void {
        this.lake.close();
        rmSync(this.file, { force: true });
        rmSync(`${this.file}.scratch`, { recursive: true, force: true });
    }
}

async function rowsOf(connection: DuckDBConnection, sql: string, parameters: Readonly<Record<string, string>> = {}): Promise<AnswerValue[][]> {
    const reader = await connection.runAndReadAll(sql, { ...parameters });
    const types = reader.columnTypes();
    return reader.getRowsJS().map((row) => row.map((value, column) => plain(value, types[column]!)));
}

/** As JSON has it. */
function plain(value: JS, type: DuckDBType): AnswerValue {
    // Keys that are made of a text have more digits than a number holds.
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    if (value instanceof Date) return type.typeId === DuckDBTypeId.DATE ? value.toISOString().slice(0, 10) : value.toISOString();
    return value as AnswerValue;
}
