/**
 * Which bytes a refresh of all visuals reads of the lake of a month, of how many the facts have: from the footers of Parquet files
 * with zstd, in the order of the table as Spark writes it to Iceberg, but written by DuckDB, which takes minutes where Spark takes
 * hours. The question `spark` has the same of Iceberg's own files.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Database, literal } from '../local/engine/database.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { modelTables } from '../tables/index.js';
import { resultOf } from './figures.js';
import { inWorkFolder, keptLake } from './kept.js';
import { timed } from './measure.js';
import type { Measure } from './question.js';
import { refreshBytes } from './refresh-bytes.js';
import { REFRESH_RESULTS, refreshResults } from './refresh-results.js';
import { type ColumnBytes, columnBytes } from './scanned-bytes.js';

export const measureRefresh: Measure = async (trial) => {
    const { rows, folder, say } = trial;
    const lake = await keptLake(trial, rows);
    return await inWorkFolder(folder, async (work) => {
        const { result: columns, seconds } = await timed(() => writeTables(lakePaths(lake).database, work));
        const megabytes = [...columns].map(([table, bytes]): [string, number] => [`${table} MB`, [...bytes.values()].reduce((sum, one) => sum + one, 0) / 1e6]);
        say(`${columns.size} tables written in ${seconds.toFixed(1)} s`);
        const files = resultOf({ name: REFRESH_RESULTS.files, rows, turns: [{ seconds, baselineSeconds: null, megabytes: null, figures: Object.fromEntries(megabytes) }] });
        return [files, ...refreshResults(rows, await refreshBytes(columns))];
    });
};

/** Writes each table of model, one after the other. @returns the bytes of their columns */
async function writeTables(lake: string, work: string): Promise<Map<string, ColumnBytes>> {
    const database = await Database.open(join(work, 'refresh.duckdb'), work, lake);
    try {
        await database.run(`attach ${literal(lake)} as lake (read_only)`);
        const columns = new Map<string, ColumnBytes>();
        for (const { name, order } of modelTables) {
            const file = join(work, `${name}.parquet`);
            // Facts lie in the order of time as it is, and are many to sort.
            const ordered = order === undefined || /^fact_(user_events|sessions)$/.test(name) ? '' : ` order by ${order.join(', ')}`;
            await database.run(`copy (from lake.model.${name}${ordered}) to ${literal(file)} (format parquet, compression zstd)`);
            columns.set(`model.${name}`, await columnBytes(database, [file]));
            rmSync(file);
        }
        return columns;
    } finally {
        database.close();
    }
}
