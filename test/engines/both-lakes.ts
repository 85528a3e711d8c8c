import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Database } from '../../local/engine/database.js';
import { hashKey } from '../../local/engine/hash-key.js';
import { type Lake, openLake } from '../../local/engine/lake.js';
import { lakePaths } from '../../local/engine/lake-paths.js';
import { run } from '../../local/engine/run.js';
import { cleanTables, modelTables } from '../../tables/index.js';
import type { TestPostgres } from '../oracle/test-postgres.js';
import { type Catalogue, newCatalogue } from './catalogue.js';
import { duckdbTexts } from './duckdb-texts.js';
import { type ProgramEnd, SparkSession, type ValueText } from './spark-session.js';

const JOBS = join(import.meta.dirname, '..', '..', 'jobs');
export const SCRIPTS = join(JOBS, 'glue-scripts');
/** What the scripts import: their statements, and what they stand on. */
export const MODULES: readonly string[] = [join(JOBS, 'spark'), SCRIPTS];

/** Most of the time goes to making code for statements and planning them again, which pays with many rows only. Programs of their own do both. */
const FOR_FEW_ROWS = { 'spark.sql.codegen.wholeStage': 'false', 'spark.sql.codegen.factoryMode': 'NO_CODEGEN', 'spark.sql.adaptive.enabled': 'false' };

/** The script that is started, whatever the phase. */
export const SCRIPT = join(SCRIPTS, 'lake.py');

/** What both engines have to be equal in. */
export const COMPARED: readonly string[] = [...cleanTables, ...modelTables].map(({ layer, name }) => `${layer}.${name}`);

/** How Spark calls DuckDB's types. */
const SPARK_NAMES: Readonly<Record<string, string>> = { BIGINT: 'bigint', INTEGER: 'int', VARCHAR: 'string', BOOLEAN: 'boolean', DATE: 'date', TIMESTAMP: 'timestamp_ntz' };

/** A table as both engines are asked for it: its columns with their types in their order, and its rows, sorted. */
export interface WholeTable {
    readonly columns: readonly string[];
    readonly rows: readonly string[];
}

/** One raw that two lakes are made of: DuckDB's, and one of Iceberg tables by the scripts on Spark. */
export class BothLakes {
    private constructor(
        readonly lake: Lake,
        readonly catalogue: Catalogue,
        /** Writes files of raw. */
        readonly writer: Database,
        private readonly socket: string,
    ) {}

    /** @param folder an empty one, for both */
    static async create(folder: string, postgres: TestPostgres, socket: string): Promise<BothLakes> {
        const [local, warehouse] = [join(folder, 'raw', 'lake'), join(folder, 'warehouse')];
        mkdirSync(lakePaths(local).scratch, { recursive: true });
        mkdirSync(lakePaths(local).raw, { recursive: true });
        mkdirSync(warehouse);
        return new BothLakes(await openLake(local), await newCatalogue(postgres, warehouse), await Database.open(':memory:', ''), socket);
    }

    get raw(): string {
        return this.lake.paths.raw;
    }

    /** What a script is given. */
    get args(): Readonly<Record<string, string>> {
        return { catalog: this.catalogue.name, raw: pathToFileURL(this.raw).href, hash_key: hashKey(this.lake.paths.hashKey) };
    }

    /** Runs what is new on DuckDB. */
    async onDuckdb(): Promise<void> {
        await run(this.lake);
    }

    /** Runs a phase in the shared Spark, in a session of its own. @param args instead of the usual ones */
    async phase(name: string, args: Readonly<Record<string, string>> = this.args): Promise<ProgramEnd> {
        return await this.inSession((session) => session.run({ script: SCRIPT, args: { phase: name, ...args }, modules: MODULES }));
    }

    /** Runs a phase until its so-many-th commit. @param args beside the usual ones */
    async brokenOff(name: string, after: number, args: Readonly<Record<string, string>> = {}): Promise<ProgramEnd> {
        return await this.inSession((session) =>
            session.run({ script: join(import.meta.dirname, 'broken-off.py'), args: { script: SCRIPT, after: String(after), phase: name, ...this.args, ...args }, modules: MODULES }),
        );
    }

    async inSession<T>(work: (session: SparkSession) => Promise<T>): Promise<T> {
        const session = await SparkSession.open(this.socket);
        try {
            await session.use(this.catalogue);
            await session.set(FOR_FEW_ROWS);
            return await work(session);
        } finally {
            session.close();
        }
    }

    /** Every compared table as DuckDB has it. */
    async ofDuckdb(): Promise<Record<string, WholeTable>> {
        const { database } = this.lake;
        const tables: Record<string, WholeTable> = {};
        for (const name of COMPARED) {
            const columns = await database.rows<{ column_name: string; column_type: string }>(`describe ${name}`);
            tables[name] = {
                columns: columns.map(({ column_name, column_type }) => `${column_name} ${SPARK_NAMES[column_type] ?? column_type.toLowerCase()}`),
                rows: sorted(await duckdbTexts(database, `select * from ${name}`)),
            };
        }
        return tables;
    }

    /** Every compared table as Spark has it. */
    async ofSpark(): Promise<Record<string, WholeTable>> {
        return await this.inSession(async (session) => {
            const tables: Record<string, WholeTable> = {};
            for (const name of COMPARED) {
                const { columns, rows } = await session.ask(`select * from ${name}`);
                tables[name] = { columns: columns.map((column) => column.join(' ')), rows: sorted(rows) };
            }
            return tables;
        });
    }

    /** The newest snapshot of each compared table, and of those that say how far the runs came. */
    async snapshots(): Promise<Record<string, ValueText>> {
        return await this.inSession(async (session) => {
            const newest: Record<string, ValueText> = {};
            for (const name of [...COMPARED, 'state.runs', 'state.ledger', 'state.loads', 'state.renamed_categories']) {
                const [row] = await session.rows(`select max_by(snapshot_id, committed_at) as newest, count(*) as n from ${name}.snapshots`);
                newest[name] = `${String(row!['newest'])} of ${String(row!['n'])}`;
            }
            return newest;
        });
    }

    close(): void {
        this.writer.close();
        this.lake.database.close();
    }
}

const sorted = (rows: readonly (readonly ValueText[])[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
