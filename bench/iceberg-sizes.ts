import { fileURLToPath } from 'node:url';
import type { SparkSession, ValueText } from '../test/engines/spark-session.js';

/** What the commits of a run did to a table, and how it was behind them. */
export interface RunCommits {
    readonly table: string;
    readonly run: number;
    readonly writtenMb: number;
    readonly takenAwayMb: number;
}

/** The files of a table at its newest snapshot. */
export interface TableFiles {
    readonly table: string;
    readonly dataFiles: number;
    readonly deleteFiles: number;
    readonly megabytes: number;
    /** Paths of the files with data. */
    readonly paths: readonly string[];
}

/** What each run did to these tables; a run that left a table as it was has no line. */
export async function commitsOf(session: SparkSession, tables: readonly string[]): Promise<RunCommits[]> {
    const all: RunCommits[] = [];
    for (const table of tables) {
        const rows = await session.rows(`
            select
                summary['run_id'] as run,
                sum(coalesce(cast(summary['added-files-size'] as bigint), 0)) as written,
                sum(coalesce(cast(summary['removed-files-size'] as bigint), 0)) as taken_away
            from ${table}.snapshots
            where summary['run_id'] is not null
            group by summary['run_id']`);
        all.push(...rows.map(({ run, written, taken_away }) => ({ table, run: Number(run), writtenMb: Number(written) / 1e6, takenAwayMb: Number(taken_away) / 1e6 })));
    }
    return all;
}

/** The files of these tables. */
export async function filesOf(session: SparkSession, tables: readonly string[]): Promise<TableFiles[]> {
    const all: TableFiles[] = [];
    for (const table of tables) {
        // Content 0 are rows, 1 and 2 say which rows are gone: https://iceberg.apache.org/spec/#data-file-fields
        const files = await session.rows(`select content, file_path, file_size_in_bytes from ${table}.files`);
        const data = files.filter(({ content }) => content === '0');
        const sizes = files.map(({ file_size_in_bytes: bytes }) => Number(bytes));
        all.push({ table, dataFiles: data.length, deleteFiles: files.length - data.length, megabytes: sizes.reduce((sum, bytes) => sum + bytes, 0) / 1e6, paths: data.map(({ file_path: path }) => pathOf(path)) });
    }
    return all;
}

/** Spark says file:/ and file:/// for the same. */
const pathOf = (address: ValueText | undefined): string => fileURLToPath(String(address).replace(/^file:\/+/, 'file:///'));
