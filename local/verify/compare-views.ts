import { modelTables, type View, views } from '../../tables/index.js';
import { viewsInOrder } from '../../tables/derive/view-order.js';
import type { Database } from '../engine/database.js';
import { piecesOf } from '../engine/pieces.js';
import { ROWS_OF_MEGABYTE } from '../engine/publish-whole.js';
import { sqlFile, sqlFileNames } from '../engine/sql-files.js';
import type { Steps } from '../steps.js';
import { columnsOf, compareRelation, hasType, noAnswer, whatIsWrong, withoutRows } from './compare-relation.js';
import { type Compared, side } from './compare-rows.js';
import type { Workbench } from './workbench.js';

export interface CompareViewsProps {
    readonly bench: Workbench;
    readonly most: number;
    readonly steps: Steps;
}

/** Compares what each view of the lake answers with what its file answers on the model that was built anew. */
export async function* compareViews(props: CompareViewsProps): AsyncGenerator<Compared> {
    const { database, lake, isOneTransaction } = props.bench;
    // What runs have counted cannot be built anew.
    for (const { name } of modelTables.filter((table) => !sqlFileNames('model').includes(table.name))) await database.run(`create or replace view model.${name} as from ${lake}.model.${name}`);
    for (const { name } of viewsInOrder(views, (view) => sqlFile(`athena/${view.name}.sql`))) await database.run(`create or replace view ${name} as ${sqlFile(`athena/${name}.sql`)}`);
    for (const view of views) {
        yield await props.steps.take(`model = views: ${view.name}`, () => compareView(props, view), ({ result }) => result.rows[0]);
        // An answer that broke off has ended the transaction, in which nothing more can be asked.
        if (isOneTransaction && !(await canBeAsked(database))) return;
    }
}

/** Views that group all events by session and more: of 133 million events at once, 42 GB of disk did not suffice. They are asked by their key. */
const IN_PIECES: ReadonlySet<string> = new Set(['funnel_by_category']);

async function compareView({ bench, most }: CompareViewsProps, view: View): Promise<Compared> {
    const { database } = bench;
    const started = performance.now();
    const pieces = IN_PIECES.has(view.name) ? await piecesOfEvents(bench, view.key[0]!) : ['true'];
    await keepAnswer(database, 'built_answer', view, pieces);
    const failure = await withinLake(bench, async () => {
        const columns = await columnsOf(database, view.name);
        if (typeof columns === 'string') return columns;
        // Its pieces are by its key.
        return keepAnswer(database, 'published_answer', view, hasType(view, columns, view.key[0]!) ? pieces : ['true']).then(() => null, whatIsWrong);
    });
    const props = { database, comparison: 'model = views', definition: view, before: side('built_answer'), after: side('published_answer'), most } as const;
    const { result, differences } = failure === null ? await compareRelation({ ...props, relation: 'published_answer' }) : withoutRows([noAnswer({ comparison: 'model = views', table: view.name }, failure)]);
    return { result: { ...result, seconds: (performance.now() - started) / 1000 }, differences };
}

const canBeAsked = (database: Database): Promise<boolean> => database.run('select 1').then(() => true, () => false);

/** With the names of the lake. */
async function withinLake<T>({ database, own, lake, isOneTransaction }: Workbench, work: () => Promise<T>): Promise<T> {
    await database.run(`use ${lake}`);
    const result = await work();
    // In a transaction that a failure has ended this fails too, and nothing is asked any more.
    await database.run(`use ${own}`).catch((error: unknown) => {
        if (!isOneTransaction) throw error;
    });
    return result;
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
