import { duckdbType } from '../../tables/derive/duckdb-types.js';
import { modelTables, type View, views } from '../../tables/index.js';
import { viewsInOrder } from '../../tables/derive/view-order.js';
import type { Database } from '../engine/database.js';
import { piecesOf } from '../engine/pieces.js';
import { ROWS_OF_MEGABYTE } from '../engine/publish-whole.js';
import { sqlFile, sqlFileNames } from '../engine/sql-files.js';
import type { Steps } from '../steps.js';
import { type Compared, compareRows, side } from './compare-rows.js';
import type { Difference } from './outcome.js';
import type { Workbench } from './workbench.js';

export interface CompareViewsProps {
    readonly bench: Workbench;
    readonly most: number;
    readonly steps: Steps;
}

/** Compares what each view of the lake answers with what its file answers on the model that was built anew. */
export async function compareViews(props: CompareViewsProps): Promise<Compared[]> {
    const { database, lake } = props.bench;
    // What runs have counted cannot be built anew.
    for (const { name } of modelTables.filter((table) => !sqlFileNames('model').includes(table.name))) await database.run(`create or replace view model.${name} as from ${lake}.model.${name}`);
    for (const { name } of viewsInOrder(views, (view) => sqlFile(`athena/${view.name}.sql`))) await database.run(`create or replace view ${name} as ${sqlFile(`athena/${name}.sql`)}`);
    const compared: Compared[] = [];
    for (const view of views) compared.push(await props.steps.take(`model = views: ${view.name}`, () => compareView(props, view), ({ result }) => result.rows[0]));
    return compared;
}

/** Views that group all events by session and more: of 133 million events at once, 42 GB of disk did not suffice. They are asked by their key. */
const IN_PIECES: ReadonlySet<string> = new Set(['funnel_by_category']);

async function compareView({ bench, most }: CompareViewsProps, view: View): Promise<Compared> {
    const { database } = bench;
    const started = performance.now();
    const pieces = IN_PIECES.has(view.name) ? await piecesOfEvents(bench, view.key[0]!) : ['true'];
    await keepAnswer(database, 'built_answer', view, pieces);
    const found = await withinLake(bench, async () => {
        const columns = new Map((await database.rows<{ column_name: string; column_type: string }>(`describe ${view.name}`)).map((row) => [row.column_name, row.column_type]));
        // Its pieces are by its key.
        await keepAnswer(database, 'published_answer', view, hasType(view, columns, view.key[0]!) ? pieces : ['true']);
        return columns;
    });
    const expected = Object.entries(view.columns).map(([name, { type }]) => [name, duckdbType(type)] as const);
    const shapes: Difference[] = expected.flatMap(([name, type]) => {
        const there = found.get(name);
        if (hasType(view, found, name)) return [];
        const common = { comparison: 'model = views', table: view.name, key: { column: name }, beforeRows: 1 } as const;
        return [{ ...common, column: there === undefined ? null : 'type', before: type, after: there?.toLowerCase() ?? null, afterRows: there === undefined ? 0 : 1 }];
    });
    for (const name of found.keys()) {
        if (name in view.columns) continue;
        shapes.push({ comparison: 'model = views', table: view.name, key: { column: name }, column: null, before: null, after: null, beforeRows: 0, afterRows: 1 });
    }
    const isWithKey = view.key.every((name) => hasType(view, found, name));
    const { result, differences } = await compareRows({
        database,
        comparison: 'model = views',
        table: view.name,
        key: view.key,
        columns: Object.fromEntries(expected.filter(([name]) => !view.key.includes(name) && found.has(name))),
        // Without its key, or with one of another type, what it answers cannot be told apart from what it should.
        before: side(isWithKey ? 'built_answer' : '(from built_answer limit 0)'),
        after: side(isWithKey ? 'published_answer' : '(from built_answer limit 0)'),
        most,
    });
    return { result: { ...result, differences: result.differences + shapes.length, seconds: (performance.now() - started) / 1000 }, differences: [...shapes, ...differences] };
}

/** @param found columns with their types, as DuckDB writes them */
function hasType({ columns }: View, found: ReadonlyMap<string, string>, name: string): boolean {
    const text = (type: string | undefined) => type?.toLowerCase().replaceAll(' ', '');
    return text(found.get(name)) === text(duckdbType(columns[name]!.type));
}

/** With the names of the lake. */
async function withinLake<T>({ database, own, lake }: Workbench, work: () => Promise<T>): Promise<T> {
    await database.run(`use ${lake}`);
    try {
        return await work();
    } finally {
        await database.run(`use ${own}`);
    }
}

async function piecesOfEvents({ database, megabytes }: Workbench, column: string): Promise<string[]> {
    const rows = 'model.fact_user_events';
    const { n } = await database.row<{ n: bigint }>(`select count(*) as n from ${rows}`);
    return await piecesOf({ database, rows, column, count: Math.ceil(Number(n) / (ROWS_OF_MEGABYTE * megabytes)) });
}

async function keepAnswer(database: Database, into: string, { name }: View, [first, ...others]: readonly string[]): Promise<void> {
    await database.run(`create or replace temp table ${into} as from ${name} where ${first}`);
    for (const piece of others) await database.run(`insert into ${into} from ${name} where ${piece}`);
}
