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
import { viewDifferences } from './view-differences.js';

/** The database of the views, as on AWS: docs/decisions/0015-views-in-the-catalogue.md. */
export const VIEWS = 'analytics';

export const sqlOf = ({ name }: View): string => sqlFile(`athena/${name}.sql`);

/** Gives the work a catalogue like Glue's on Trino, with the tables of model that Spark wrote and no view. */
export async function withGlue<T>(trino: string, catalogue: Catalogue, work: (glue: GlueInTrino) => Promise<T>): Promise<T> {
    await trinoAnswers();
    return await inFolder(async (folder) => {
        const glue = await GlueInTrino.create(trino, catalogue, folder);
        try {
            for (const database of ['model', VIEWS]) glue.addDatabase(database);
            for (const table of modelTables) glue.addTable(table);
            return await work(glue);
        } finally {
            await glue.close();
        }
    });
}

/** Enters all views as they go to Glue. */
export function addViews(glue: GlueInTrino): void {
    for (const view of viewsInOrder(views, sqlOf)) glue.addView(VIEWS, glueView({ view, sql: sqlOf(view), catalogue: glue.name, database: VIEWS }));
}

/**
 * Expects the same rows and columns of each view from DuckDB over its lake and from Trino over the tables that Spark wrote.
 *
 * @param trino address of the Trino
 * @returns how many rows the views have
 */
export async function expectSameViews({ lake, catalogue }: BothLakes, trino: string): Promise<number> {
    let rows = 0;
    const differences = await withGlue(trino, catalogue, async (glue) => {
        addViews(glue);
        const found: string[] = [];
        for (const view of views) {
            const answers = [await askDuckdb(lake.database, `select * from ${view.name}`), await glue.ask(VIEWS, `select * from ${view.name}`)] as const;
            rows += answers[0].rows.length;
            found.push(...viewDifferences({ view, engines: ['DuckDB', 'Trino'], answers }));
        }
        return found;
    });
    expect(differences).toEqual([]);
    return rows;
}

/** The answer of DuckDB, with types as Trino calls them. A time has no other number of places than that of Iceberg. */
export async function askDuckdb(database: Database, sql: string): Promise<Answer> {
    const columns = await database.rows<{ column_name: string; column_type: string }>(`describe ${sql}`);
    return {
        columns: columns.map(({ column_name, column_type }) => [column_name, column_type === 'TIMESTAMP' ? 'timestamp(6)' : column_type.toLowerCase()]),
        rows: await duckdbTexts(database, sql),
    };
}
