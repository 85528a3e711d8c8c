import { rmSync, statSync } from 'node:fs';
import { visuals } from '../../dashboard/visuals/index.js';
import { filters } from '../../dashboard/filters.js';
import { keptTables, keptTableSql } from '../../dashboard/answers/kept-tables.js';
import { Database, literal } from '../../local/engine/database.js';
import { LAKE_VERSION } from '../../local/engine/upgrades.js';
import type { LakePaths } from '../../local/engine/lake-paths.js';
import { type OnWait, takeTurn } from '../../local/engine/take-turn.js';
import { ExpectedError } from '../../local/errors.js';
import { lakeOption } from '../../local/lake-option.js';

export interface KeepLakeProps {
    readonly paths: LakePaths;
    /** Database that is made; it may not be there. */
    readonly target: string;
    /** Folder for what memory does not hold. */
    readonly scratch: string;
    readonly onWait?: OnWait;
    /** Called when its turn has come, from when on writers wait for it. */
    readonly onTurn?: () => void;
    /** Breaks it off. */
    readonly signal: AbortSignal;
    /** Days after this one are of clocks that are wrong, `YYYY-MM-DD`. */
    readonly today: string;
}

/**
 * Takes one turn at the lake and keeps, in a database of the page's own, what its visuals need: then the lake is free again, all
 * visuals show one state of it, and a filter is answered without reading a fact.
 *
 * @returns a mark of the lake's files as they were, see {@link markOf}
 * @throws ExpectedError if the lake cannot be read, or is not one of this program
 */
export async function keepLake({ paths, target, scratch, today, signal, onWait = () => {}, onTurn = () => {} }: KeepLakeProps): Promise<string> {
    const database = await Database.open(target, scratch, paths.database);
    const run = async (sql: string) => {
        // An interruption between two statements reaches neither.
        signal.throwIfAborted();
        await database.run(sql);
    };
    const breakOff = () => database.connection.interrupt();
    let isWhole = false;
    try {
        signal.addEventListener('abort', breakOff);
        await takeTurn({ open: () => run(`attach ${literal(paths.database)} as lake (read_only)`), ownerSocket: paths.ownerSocket, onWait });
        onTurn();
        // Until it is detached, DuckDB's lock keeps writers off.
        const mark = markOf(paths);
        await checkLake(database, paths);
        for (const table of keptTables(visuals)) await run(keptTableSql(table, 'lake'));
        for (const { name, kind, values } of filters) if (kind !== 'days') await run(valuesSql(name, values, kind === 'path'));
        await run(aboutSql(today));
        await run('detach lake');
        isWhole = true;
        return mark;
    } finally {
        signal.removeEventListener('abort', breakOff);
        database.close();
        // Each state of a lake that cannot be read would leave another one, and where the disk is full none may stay.
        if (!isWhole) for (const file of [target, `${target}.wal`]) rmSync(file, { force: true });
    }
}

/** Changes whenever the lake's database does: sizes and times of its files. They are looked at and not opened, as closing a file ends a process's locks on it. */
export function markOf({ database }: LakePaths): string {
    return [database, `${database}.wal`]
        .map((path) => {
            try {
                const found = statSync(path, { throwIfNoEntry: false, bigint: true });
                return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeNs}`;
            } catch (error) {
                // A folder that may not be entered: what cannot be read is told by the reading.
                return String((error as NodeJS.ErrnoException).code);
            }
        })
        .join(', ');
}

async function checkLake(database: Database, { folder }: LakePaths): Promise<void> {
    const names = await database.rows<{ name: string }>("select view_name as name from duckdb_views() where database_name = 'lake' union all select schema_name || '.' || table_name from duckdb_tables() where database_name = 'lake'");
    const has = new Set(names.map(({ name }) => name));
    if (!has.has('state.version')) throw new ExpectedError(`${folder}/lake.duckdb is not a lake's database: move it away and call ./lake run${lakeOption(folder)}.`);
    const { version } = await database.row<{ version: number }>('select version from lake.state.version');
    if (version > LAKE_VERSION) throw new ExpectedError(`The lake in ${folder} has version ${version}, this program knows up to ${LAKE_VERSION}: use a newer program.`);
    if (version < LAKE_VERSION) throw new ExpectedError(`The lake in ${folder} has version ${version}, this program reads ${LAKE_VERSION}: call ./lake upgrade${lakeOption(folder)} and ./lake run${lakeOption(folder)}.`);
    const missing = keptTables(visuals).find(({ view }) => !has.has(view));
    if (missing !== undefined) throw new ExpectedError(`The lake in ${folder} was last run by an earlier program, which had no view ${missing.view}: call ./lake run${lakeOption(folder)}.`);
}

/** The values of a filter with their events; of paths also those above them, which a filter takes whole. */
function valuesSql(name: string, { view, column }: { readonly view: string; readonly column: string }, isPath: boolean): string {
    const value = isPath ? `unnest(list_transform(range(1, len(string_split(${column}, '.')) + 1), lambda n: array_to_string(string_split(${column}, '.')[1:n], '.')))` : column;
    const perValue = `select ${column}, sum(events) as events from lake.${view} group by ${column}`;
    return `create table values_of_${name} as select value, cast(sum(events) as bigint) as events from (select ${value} as value, events from (${perValue})) group by value order by events desc, value`;
}

const aboutSql = (today: string): string => `
    create table about as
    with days as (select event_date, sum(events) as events from lake.model.hourly_activity where event_date <= date '${today}' group by event_date)
    select
        (select max(run_id) from lake.state.runs where stage = 'finished') as run_id,
        (select max(changed_at) from lake.model.freshness) as newest_change_at,
        (select max(event_time) from lake.model.fact_user_events where event_date = (select max(event_date) from days)) as newest_event_at,
        (select min(event_date) from days) as first_day,
        (select max(event_date) from days) as last_day,
        (select cast(coalesce(sum(events), 0) as bigint) from days) as events,
        (select cast(coalesce(sum(events), 0) as bigint) from lake.model.hourly_activity where event_date > date '${today}') as events_after_today`;
