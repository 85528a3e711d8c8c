import { keptTables } from '../dashboard/answers/kept-tables.js';
import { visuals } from '../dashboard/visuals/index.js';
import type { Visual } from '../dashboard/visual.js';
import { Database } from '../local/engine/database.js';
import { createNames } from '../local/engine/lake.js';
import { sqlFile } from '../local/engine/sql-files.js';
import { duckdbCreateTable } from '../tables/derive/duckdb-ddl.js';
import { viewsInOrder } from '../tables/derive/view-order.js';
import { modelTables, views } from '../tables/index.js';
import { type PlanNode, plannedScans, type Scan } from './planned-scans.js';

/** Which scans a question makes that somebody asks of a view. */
export interface AskedScans {
    /** Name of the visual, or of the view. */
    readonly name: string;
    readonly scans: readonly Scan[];
}

export interface Refresh {
    /** A question for each visual, as a page makes it whose visuals ask by themselves. */
    readonly visuals: readonly AskedScans[];
    /** A question for each view, with the columns of all its visuals: as the page of `./lake dashboard` and an import of reports make it. */
    readonly views: readonly AskedScans[];
}

/** Left of the optimizer: columns that nobody needs are not read. What it may do besides would leave out scans that Athena makes. */
const OPTIMIZERS = ['unused_columns', 'cte_inlining'];

/**
 * Which columns of which tables a refresh of all visuals reads, without any filter that a person may set: by the plans of
 * their queries over empty tables. A name that `with` gives is read anew wherever it stands, as Athena does
 * (https://trino.io/docs/current/sql/select.html#with-clause).
 */
export async function scansOfRefresh(): Promise<Refresh> {
    const database = await Database.open(':memory:', '');
    try {
        await database.run('create schema model');
        for (const table of modelTables) await database.run(duckdbCreateTable(table));
        await createNames(database);
        const textOf = ({ name }: { readonly name: string }) => sqlFile(`athena/${name}.sql`);
        for (const view of viewsInOrder(views, textOf)) await database.run(`create or replace view ${view.name} as\n${readAnew(textOf(view))}`);
        const optimizers = await database.rows<{ name: string }>('select name from duckdb_optimizers()');
        const others = optimizers.map(({ name }) => name).filter((name) => !OPTIMIZERS.includes(name));
        await database.run(`set disabled_optimizers = '${others.join(',')}'`);
        const scansOf = async (some: readonly Visual[]): Promise<Scan[]> => {
            const [kept] = keptTables(some);
            return await scansOfQuery(database, `select ${[...kept!.by, ...kept!.sums].join(', ')} from ${kept!.view}`);
        };
        const ofVisuals: AskedScans[] = [];
        for (const visual of visuals) ofVisuals.push({ name: visual.name, scans: await scansOf([visual]) });
        const ofViews: AskedScans[] = [];
        for (const name of new Set(visuals.map(({ view }) => view))) ofViews.push({ name, scans: await scansOf(visuals.filter(({ view }) => view === name)) });
        return { visuals: ofVisuals, views: ofViews };
    } finally {
        database.close();
    }
}

/** A statement whose names given by `with` are not kept, but read anew wherever they stand. */
export const readAnew = (sql: string): string => sql.replaceAll(/^(with )?(\w+) as \($/gm, '$1$2 as not materialized (');

async function scansOfQuery(database: Database, query: string): Promise<Scan[]> {
    const { explain_value: plan } = await database.row<{ explain_value: string }>(`explain (format json) ${query}`);
    return plannedScans(JSON.parse(plan) as PlanNode[]);
}
