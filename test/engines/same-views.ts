import { expect } from 'vitest';
import type { Database } from '../../local/engine/database.js';
import { sqlFile } from '../../local/engine/sql-files.js';
import { glueView } from '../../tables/derive/glue-view.js';
import { viewsInOrder } from '../../tables/derive/view-order.js';
import { modelTables, type View, views } from '../../tables/index.js';
import { inFolder } from '../oracle/temporary-lake.js';
import type { BothLakes } from './both-lakes.js';
import type { Catalogue } from './catalogue.js';
import { duckdbTexts } from './duckdb-texts.js';
import { GlueInTrino } from './glue-in-trino.js';
import { trinoAnswers } from './shared-trino.js';
import type { Answer } from './spark-session.js';
import { TrinoError } from './trino-client.js';
import { viewDifferences } from './view-differences.js';

/** The database of the views, as on AWS: docs/decisions/0015-views-in-the-catalogue.md. */
export const VIEWS = 'analytics';

export const sqlOf = ({ name }: View): string => sqlFile(`athena/${name}.sql`);

/**
 * A catalogue like Glue's on Trino, with the tables of model that Spark wrote and all views as they go to Glue.
 *
 * @param folder an empty one
 */
export async function openGlue(trino: string, catalogue: Catalogue, folder: string): Promise<GlueInTrino> {
    await trinoAnswers();
    const glue = await GlueInTrino.create(trino, catalogue, folder);
    for (const database of ['model', VIEWS]) glue.addDatabase(database);
    for (const table of modelTables) glue.addTable(table);
    for (const view of viewsInOrder(views, sqlOf)) glue.addView(VIEWS, glueView({ view, sql: sqlOf(view), catalogue: glue.name, database: VIEWS }));
    return glue;
}

/**
 * Expects the same rows and columns of each view from DuckDB over its lake and from Trino over the tables that Spark wrote.
 *
 * @param trino address of the Trino
 * @returns how many rows the views have
 */
export async function expectSameViews({ lake, catalogue }: BothLakes, trino: string): Promise<number> {
    return await inFolder(async (folder) => {
        const glue = await openGlue(trino, catalogue, folder);
        try {
            const [differences, rows] = [[] as string[], [] as number[]];
            for (const view of views) {
                const all = `select * from ${view.name}`;
                const here = await askDuckdb(lake.database, all);
                const there = await glue.ask(VIEWS, all).catch((error: unknown) => {
                    if (error instanceof TrinoError) return error;
                    throw error;
                });
                const found = there instanceof TrinoError ? [`${view.name}: Trino refuses it: ${there.message}`] : viewDifferences({ view, engines: ['DuckDB', 'Trino'], answers: [here, there] });
                differences.push(...found.slice(0, 10), ...(found.length > 10 ? [`${view.name}: and ${found.length - 10} more`] : []));
                rows.push(here.rows.length);
            }
            expect(differences).toEqual([]);
            return rows.reduce((sum, one) => sum + one, 0);
        } finally {
            await glue.close();
        }
    });
}

/** The answer of DuckDB, with types as Trino calls them. A time has no other number of places than that of Iceberg. */
export async function askDuckdb(database: Database, sql: string): Promise<Answer> {
    const columns = await database.rows<{ column_name: string; column_type: string }>(`describe ${sql}`);
    return {
        columns: columns.map(({ column_name, column_type }) => [column_name, trinoType(column_type)]),
        rows: await duckdbTexts(database, sql),
    };
}

function trinoType(type: string): string {
    if (type.endsWith('[]')) return `array(${trinoType(type.slice(0, -2))})`;
    return type === 'TIMESTAMP' ? 'timestamp(6)' : type.toLowerCase();
}
