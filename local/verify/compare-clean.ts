import { cleanTables, type LakeTable, type SourceTable, sourceTables } from '../../tables/index.js';
import { literal } from '../engine/database.js';
import { viewOfFile } from '../engine/view-of-file.js';
import type { Steps } from '../steps.js';
import { compareRelation, isOfColumns } from './compare-relation.js';
import { type Compared, compareRows, type Side, side } from './compare-rows.js';
import type { GivenFile } from './given-files.js';
import { mayBeSince } from './may-be-since.js';
import type { Hidden } from './outcome.js';
import { keyOf, recordsOf } from './raw-records.js';
import { generationIn, generationsOf, isOfLoad, latestStart, loadOf } from './replicated-loads.js';
import { replay } from './replay.js';
import type { Workbench } from './workbench.js';

export interface CompareCleanProps {
    readonly bench: Workbench;
    readonly raw: string;
    /** What runs were given. */
    readonly files: readonly GivenFile[];
    /** 16 digits: only rows whose newest change was replicated from then on. */
    readonly since?: string;
    readonly most: number;
    readonly steps: Steps;
}

export interface ComparedClean {
    readonly compared: readonly Compared[];
    readonly hidden: readonly Hidden[];
}

/** Compares every table of clean with what follows from the files that runs were given. */
export async function compareClean(props: CompareCleanProps): Promise<ComparedClean> {
    const compared: Compared[] = [];
    const hidden: Hidden[] = [];
    for (const table of sourceTables) {
        await props.steps.take(`raw = clean: ${table.name}`, async () => {
            const started = performance.now();
            const prepared = await judge(props, table);
            const { result, differences } = await compareQuarantine(props, table);
            compared.push({ result: { ...result, seconds: (performance.now() - started) / 1000 }, differences });
            const rows = await compareTable(props, table, prepared);
            compared.push(rows);
            if (table.name === 'products') compared.push(await compareVersions(props, table, prepared));
            if (!rows.differences.some(isOfColumns)) hidden.push(...(await hiddenRows(props, table, prepared)));
        });
    }
    return { compared, hidden };
}

/** The records of one table with the rule that each breaks, or null where there are none. */
type Judged = { readonly name: string; readonly side: Side } | null;

/**
 * Judges the records by the rules as they are now. A record that waits in quarantine although its rule was mended since, or that
 * was dropped, hides its row still.
 */
async function judge(props: CompareCleanProps, table: SourceTable): Promise<Judged> {
    const { bench: { database }, raw, since } = props;
    await database.run(`create or replace temp table quarantined_${table.name} as ${quarantined(props, table)}`);
    const first = since === undefined ? 0 : await firstRunSince(props, table, since);
    const files = filesOfTable(props, table).filter(
        ({ path, isThere, runId }) => isThere && !path.endsWith('.json') && (since === undefined || (generationIn(path) !== null && (runId >= first || mayBeSince(path, since)))),
    );
    await database.run(`create or replace temp table broken_${table.name} (file varchar, file_row bigint, rule_name varchar)`);
    if (files.length === 0) return null;
    await database.run(`create or replace temp view raw_${table.name} as ${recordsOf(table, raw, files.map(({ path }) => path), since)}`);
    await viewOfFile(database, `ruled_${table.name}`, `clean/${table.name}.sql`);
    await database.run(`insert into broken_${table.name}
        select _file, _file_row, _broken_rule from ruled_${table.name} where _broken_rule is not null`);
    const mended = await database.run(`insert into broken_${table.name}
        select file, file_row, rule_name
        from quarantined_${table.name}
        anti join broken_${table.name} using (file, file_row)
        where (file, file_row) in (select (_file, _file_row) from raw_${table.name})`);
    await database.run(
        mended === 0
            ? `create or replace temp view judged_${table.name} as from ruled_${table.name}`
            : `create or replace temp view judged_${table.name} as
                select ruled.* replace (broken.rule_name as _broken_rule)
                from ruled_${table.name} as ruled
                left join broken_${table.name} as broken
                    on ruled._file = broken.file and ruled._file_row = broken.file_row`,
    );
    const name = `judged_${table.name}`;
    return { name, side: replay({ table, judged: name, floor: floorOf(props, table), isBounded: since !== undefined }) };
}

/**
 * The first run that brought what is compared: order may be ahead of the clock by which files are named, for as long as the
 * source's clock once was.
 */
async function firstRunSince({ bench: { database, lake } }: CompareCleanProps, { name }: SourceTable, since: string): Promise<number> {
    const runs = [`select min(_run_id) as run_id from ${lake}.clean.${name} where _change_time >= ${since} and _change_number <> -1`, `select min(run_id) as run_id from quarantined_${name}`];
    if (name === 'products') runs.push(`select min(_run_id) as run_id from ${lake}.clean.product_versions where _change_time >= ${since}`);
    const { run_id } = await database.row<{ run_id: bigint | null }>(`select min(run_id) as run_id from (${runs.join(' union all ')}) as runs`);
    return run_id === null ? Infinity : Number(run_id);
}

const filesOfTable = ({ files }: CompareCleanProps, { name }: SourceTable) => files.filter(({ table }) => table === name);

/** Of a file that was imported anew, the records of its content before stand at places that are no longer. */
function quarantined(props: CompareCleanProps, table: SourceTable): string {
    const { bench: { lake }, since } = props;
    return `select waiting.file, waiting.file_row, waiting.rule_name, waiting.status, waiting.run_id
        from ${lake}.clean.quarantine as waiting
        where
            waiting.table_name = ${literal(table.name)}
            and waiting.status in ('open', 'dropped')
            and waiting.run_id >= (
                select max(ledger.run_id)
                from ${lake}.state.ledger as ledger
                inner join ${lake}.state.runs as runs
                    on ledger.run_id = runs.run_id
                where ledger.path = waiting.file and runs.stage <> 'planned'
            )
            ${since === undefined ? '' : `and cast(json_extract_string(waiting.record, '$._change_time') as bigint) >= ${since}`}`;
}

/** The load in force, by the markers and the rows of the files as runs were given them. */
function floorOf(props: CompareCleanProps, table: SourceTable) {
    const given = filesOfTable(props, table);
    const markers = new Set(given.filter(({ path }) => path.endsWith('.json')).map(({ path }) => generationIn(path)));
    const loads = generationsOf(props.raw).flatMap((generation) => (markers.has(generation) ? (loadOf(props.raw, generation, table.name) ?? []) : []));
    return latestStart(loads, (generation) => given.filter(({ path }) => isOfLoad(path) && generationIn(path) === generation).reduce((sum, { rows }) => sum + (rows ?? 0), 0));
}

const cleanTable = (name: string): LakeTable => cleanTables.find((table) => table.name === name)!;

async function compareTable({ bench: { database, lake }, since, most }: CompareCleanProps, table: SourceTable, judged: Judged): Promise<Compared> {
    const relation = `${lake}.clean.${table.name}`;
    const bounded = since === undefined ? 'true' : `_change_time >= ${since} and _change_number <> -1`;
    return compareRelation({
        database,
        comparison: 'raw = clean',
        definition: cleanTable(table.name),
        relation,
        left: ['_run_id'],
        before: judged?.side ?? side(`(from ${relation} limit 0)`),
        after: side(`(select * from ${relation} where ${bounded})`),
        most,
    });
}

/** Each record that breaks a rule waits in quarantine or was dropped, and no other. */
async function compareQuarantine({ bench: { database }, most }: CompareCleanProps, { name }: SourceTable): Promise<Compared> {
    return compareRows({
        database,
        comparison: 'raw = clean',
        table: `quarantine of ${name}`,
        key: ['file', 'file_row'],
        columns: {},
        before: side(`broken_${name}`),
        after: side(`quarantined_${name}`),
        most,
    });
}

/** Every description that a product ever had. */
async function compareVersions({ bench: { database, lake }, since, most }: CompareCleanProps, products: SourceTable, judged: Judged): Promise<Compared> {
    const versions = cleanTable('product_versions');
    const relation = `${lake}.clean.${versions.name}`;
    const columns = Object.keys(versions.columns).filter((name) => name !== '_run_id');
    const bounded = since === undefined ? 'true' : `_change_time >= ${since}`;
    return compareRelation({
        database,
        comparison: 'raw = clean',
        definition: versions,
        relation,
        left: ['_run_id'],
        before: judged === null ? side(`(from ${relation} limit 0)`) : side(`(select distinct ${columns.join(', ')} from ${judged.name} where ${keyOf(products)} is not null and _broken_rule is null and _op <> 'D')`),
        after: side(`(select * from ${relation} where ${bounded})`),
        most,
    });
}

/** Which rule hides which rows of clean, by what follows from raw. */
async function hiddenRows({ bench: { database, lake }, since }: CompareCleanProps, table: SourceTable, judged: Judged): Promise<Hidden[]> {
    if (judged === null) return [];
    const key = keyOf(table);
    const keys = `select ${key} from ${lake}.clean.${table.name} where _is_hidden${since === undefined ? '' : ` and _change_time >= ${since}`}`;
    const { n } = await database.row<{ n: bigint }>(`select count(*) as n from (${keys})`);
    if (n === 0n) return [];
    const rows = await database.rows<{ rule: string; status: Hidden['status'] | null; n: bigint; example: string }>(`
        select newest._broken_rule as rule, waiting.status, count(*) as n, cast(min(newest.${key}) as varchar) as example
        from (${judged.side.rows(`${key} in (${keys})`)}) as newest
        left join quarantined_${table.name} as waiting
            on newest._file = waiting.file and newest._file_row = waiting.file_row
        where newest._is_hidden
        group by rule, waiting.status
        order by rule, waiting.status`);
    return rows.map((row) => ({ table: table.name, rule: row.rule, status: row.status ?? 'open', rows: Number(row.n), example: row.example }));
}
