import { setTimeout as sleep } from 'node:timers/promises';
import { dirname, join } from 'node:path';
import type { Client } from 'pg';
import { duckdbType } from '../../tables/derive/duckdb-types.js';
import { markerFile } from '../../tables/derive/raw-layout.js';
import { type SourceTable, sourceTables } from '../../tables/index.js';
import { type Database, literal } from '../engine/database.js';
import { readParquet } from '../engine/duckdb-path.js';
import { ExpectedError } from '../errors.js';
import { lakeOption } from '../lake-option.js';
import type { LogPosition } from '../replication/log-position.js';
import { readState, type ReplicationState } from '../replication/replication-state.js';
import { systemIdentifier, takeSnapshot, withoutTimeouts } from '../replication/slot.js';
import { connect } from '../source/connect.js';
import type { Source } from '../source/source.js';
import type { Steps } from '../steps.js';
import { withoutRows } from './compare-relation.js';
import { type Compared, compareRows, side } from './compare-rows.js';
import { isReadable } from './given-files.js';
import { mayBeSince } from './may-be-since.js';
import type { Difference } from './outcome.js';
import { keyOf, recordsOf } from './raw-records.js';
import { readSource } from './read-source.js';
import { filesOf, generationIn, generationsOf, isOfLoad, latestStart, loadOf } from './replicated-loads.js';
import { replay } from './replay.js';

export interface CompareSourceProps {
    readonly source: Source;
    readonly raw: string;
    /** Path of the state of replication. */
    readonly state: string;
    readonly database: Database;
    readonly folder: string;
    /**
     * Brings raw up to the source where nobody else does.
     *
     * @returns false if somebody else does
     * @default - somebody does
     */
    readonly catchUp?: () => Promise<boolean>;
    /** Longest time to wait for raw, in milliseconds. */
    readonly wait: number;
    /** 16 digits. */
    readonly since?: string;
    readonly most: number;
    readonly steps: Steps;
}

/** More keys than these are not asked for one by one. */
const MOST_KEYS = 200_000;
const MILLISECONDS_BETWEEN_LOOKS = 100;
const MILLISECONDS_BETWEEN_NUDGES = 2_000;
const MOST_SNAPSHOTS = 5;

/**
 * Compares the source with raw at one place in the source's log, while both go on: the rows of a snapshot with those that follow
 * from the records of raw whose transactions committed before it.
 *
 * @throws ExpectedError if raw does not come up to that place in time
 */
export async function compareSource(props: CompareSourceProps): Promise<{ readonly position: LogPosition; readonly compared: readonly Compared[] }> {
    await refuseOtherSource(props);
    const deadline = Date.now() + props.wait;
    // A table that is being loaded has no place in the log yet at which it could be compared.
    await reach(props, '', deadline);
    for (let tries = 1; ; tries++) {
        const { client, position } = await props.steps.take('source at one place', () => readerAtOnePlace(props, deadline));
        try {
            if (props.since === undefined) await readTables({ ...props, client });
            await reach(props, position, deadline);
            // A load that began meanwhile has what came before it, and raw has no longer what it was at the place.
            if (Object.values(stateOf(props).tables).every((table) => table.stage === 'follows' && table.from <= position)) {
                return { position, compared: await compareTables({ ...props, client }, position) };
            }
        } finally {
            await client.end();
        }
        if (tries === MOST_SNAPSHOTS) throw new ExpectedError('Tables are loaded anew again and again, so that there was no place in the log at which they could be compared: verify again when the loads are over.');
    }
}

type Reading = CompareSourceProps & { readonly client: Client };

function stateOf({ state, raw }: CompareSourceProps): ReplicationState {
    const saved = readState(state);
    if (saved === null) throw new ExpectedError(`The state of replication ${JSON.stringify(state)} is gone: call \`./lake replicate --reload all${lakeOption(dirname(raw))}\`.`);
    return saved;
}

async function refuseOtherSource(props: CompareSourceProps): Promise<void> {
    const { source } = props;
    const state = stateOf(props);
    const identifier = await systemIdentifier(source);
    if (state.systemIdentifier === identifier && state.database === source.config.database) return;
    throw new ExpectedError(
        `This lake follows the database ${state.database} of the server with the system identifier ${state.systemIdentifier}, and this is ${source.config.database} of ${identifier}: name the right source with --source.`,
    );
}

/**
 * A connection on whose transaction the source stands still, and where in the log that is.
 *
 * @throws ExpectedError if transactions stay open for so long that there is no such place in time
 */
async function readerAtOnePlace({ source, wait }: CompareSourceProps, deadline: number): Promise<{ readonly client: Client; readonly position: LogPosition }> {
    const client = await connect(source);
    const signal = AbortSignal.timeout(Math.max(1, deadline - Date.now()));
    try {
        await withoutTimeouts(client);
        const snapshot = await takeSnapshot({ source, control: client, signal });
        try {
            await client.query('begin transaction isolation level repeatable read read only');
            await client.query(`set transaction snapshot ${literal(snapshot.name)}`);
        } finally {
            await snapshot.close();
        }
        return { client, position: snapshot.position };
    } catch (error) {
        await client.end().catch(() => {});
        if (!signal.aborted) throw error;
        throw new ExpectedError(`The source had a transaction open for the whole ${Math.round(wait / 1000)} s, so that there was no place in its log to compare it at: end it, or allow more time with --wait.`);
    }
}

async function readTables({ client, database, folder, steps }: Reading): Promise<void> {
    for (const table of sourceTables) await steps.take(`source: ${table.name}`, () => readSource({ client, database, folder, table }), (rows) => rows);
}

/** Reads the rows of the keys that raw has changes of; of a table of which nearly every key has one, all. */
async function readChanged({ client, database, folder }: Reading, table: SourceTable, changes: string): Promise<void> {
    const key = keyOf(table);
    const name = `changed_${table.name}`;
    await database.run(`create or replace temp table ${name} as
        select ${key} from ${changes} where ${key} is not null
        union
        select _old_key as ${key} from ${changes} where _old_key is not null`);
    const { n } = await database.row<{ n: bigint }>(`select count(*) as n from ${name}`);
    if (n > MOST_KEYS) {
        await readSource({ client, database, folder, table });
        await database.run(`delete from source_${table.name} where ${key} not in (select ${key} from ${name})`);
        return;
    }
    const keys = await database.rows<{ key: string }>(`select cast(${key} as varchar) as key from ${name} order by ${key}`);
    await readSource({ client, database, folder, table, keys: keys.map((row) => row.key) });
}

/** Waits until raw has everything that was committed before a place, and no table waits for its load. */
async function reach(props: CompareSourceProps, position: LogPosition, deadline: number): Promise<void> {
    const { source, raw, wait, catchUp, steps } = props;
    const hasReached = () => {
        const state = stateOf(props);
        return state.position !== null && state.position >= position && Object.values(state.tables).every(({ stage }) => stage === 'follows');
    };
    if (hasReached()) return;
    await steps.take('raw comes up to it', async () => {
        const client = await connect(source);
        try {
            // An idle source would say nothing of how far it is.
            await client.query('set synchronous_commit = local');
            let nudged = 0;
            while (!hasReached()) {
                if (Date.now() - nudged >= MILLISECONDS_BETWEEN_NUDGES) {
                    nudged = Date.now();
                    await client.query(`select pg_logical_emit_message(true, 'lake', '')`);
                    if (await catchUp?.()) continue;
                }
                if (Date.now() > deadline) {
                    const { position: reached, tables } = stateOf(props);
                    const loading = Object.keys(tables).filter((name) => tables[name]!.stage !== 'follows');
                    throw new ExpectedError(
                        `raw/ did not come up to the source within ${Math.round(wait / 1000)} s: it has everything before ${reached}${position === '' ? '' : `, and ${position} is needed`}${loading.length > 0 ? `; to be loaded are ${loading.join(', ')}` : ''}. See \`./lake replicate --status${lakeOption(dirname(raw))}\`, or allow more time with --wait.`,
                    );
                }
                await sleep(MILLISECONDS_BETWEEN_LOOKS);
            }
        } finally {
            await client.end();
        }
    });
}

async function compareTables(reading: Reading, position: LogPosition): Promise<Compared[]> {
    const compared: Compared[] = [];
    for (const table of sourceTables) {
        const compare = () => compareTable(reading, table, position).catch((error: unknown) => unreadable(reading, table, error));
        compared.push(await reading.steps.take(`source = raw: ${table.name}`, compare, ({ result }) => result.rows[0]));
    }
    return compared;
}

async function compareTable(reading: Reading, table: SourceTable, position: LogPosition): Promise<Compared> {
    const { raw, database, most, since } = reading;
    const followed = stateOf(reading).tables[table.name]!;
    const generations = generationsOf(raw);
    const loads = generations.flatMap((generation) => loadOf(raw, generation, table.name) ?? []);
    if (followed.stage === 'follows' && !loads.some(({ generation }) => generation === followed.generation)) return missingMarker(table, followed.generation);
    const unplaced = loads.find((load) => load.position === undefined);
    if (unplaced !== undefined) {
        throw new ExpectedError(`The marker of ${table.name} in v${unplaced.generation} does not say where in the source's log its load was taken, as those of AWS DMS; source and raw cannot be compared at one place.`);
    }
    const before = loads.filter((load) => load.position! <= position);
    const newest = before.at(-1)!.generation;
    // A later load has no rows yet at the place; an earlier one that was broken off is below the newest.
    const files = generations.flatMap((generation) => filesOf(raw, generation, table.name)).filter((path) => (isOfLoad(path) ? generationIn(path)! <= newest : since === undefined || mayBeSince(path, since)));
    const changes = `at_position_${table.name}`;
    if (files.length > 0) {
        await database.run(`create or replace temp view ${changes} as
            select *, null as _broken_rule
            from (${recordsOf(table, raw, files, since)})
            where _position is null or _position = '' or _position < ${literal(position)}`);
    }
    if (since !== undefined) await (files.length > 0 ? readChanged(reading, table, changes) : readSource({ ...reading, table, keys: [] }));
    const rows = await loadRows(database, raw, files.filter(isOfLoad));
    const floor = latestStart(before, (generation) => rows.get(generation) ?? 0);
    const key = keyOf(table);
    return compareRows({
        database,
        comparison: 'source = raw',
        table: table.name,
        key: [key],
        columns: Object.fromEntries(Object.entries(table.columns).flatMap(([name, { type }]) => (name === key ? [] : [[name, duckdbType(type)]]))),
        before: side(`source_${table.name}`),
        after: files.length === 0 ? side(`(from source_${table.name} limit 0)`) : replay({ table, judged: changes, floor, isSource: true }),
        most,
    });
}

const differingFile = ({ name: table }: SourceTable, file: string): Difference => ({ comparison: 'source = raw', table, key: { file }, column: null, before: null, after: null, beforeRows: 1, afterRows: 0 });

const missingMarker = (table: SourceTable, generation: number): Compared => withoutRows([differingFile(table, markerFile(generation, table.name))]);

/**
 * The files of a table that cannot be read.
 *
 * @throws the error, if all can be
 */
async function unreadable({ raw, database }: Reading, table: SourceTable, error: unknown): Promise<Compared> {
    const differences: Difference[] = [];
    for (const file of generationsOf(raw).flatMap((generation) => filesOf(raw, generation, table.name))) {
        if (file.endsWith('.parquet') && !(await isReadable(database, join(raw, file)))) differences.push({ ...differingFile(table, file), failure: 'it is no whole Parquet file' });
    }
    if (differences.length === 0) throw error;
    return withoutRows(differences);
}

/** Rows of the load of each generation, as the files themselves say. */
async function loadRows(database: Database, raw: string, files: readonly string[]): Promise<ReadonlyMap<number, number>> {
    const rows = new Map<number, number>();
    for (const file of files) {
        const { n } = await database.row<{ n: bigint }>(`select count(*) as n from ${readParquet([join(raw, file)])}`);
        const generation = generationIn(file)!;
        rows.set(generation, (rows.get(generation) ?? 0) + Number(n));
    }
    return rows;
}
