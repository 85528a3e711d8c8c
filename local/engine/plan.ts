import { ExpectedError } from '../errors.js';
import { type Database, literal } from './database.js';
import type { RawFile } from './raw-files.js';

/** What a run is to do, written down before it begins. */
export interface Plan {
    readonly runId: number;
    readonly files: readonly RawFile[];
    /** How far the run came before it was broken off; a new one is only planned. */
    readonly stage: 'planned' | 'applied';
    readonly isResumed: boolean;
}

const known = (file: { path: string; checksum: string }) => `${file.path}\n${file.checksum}`;

/**
 * The unfinished plan if there is one; else a new one over the files that no run was given yet, saved at once.
 *
 * @param whole all files of raw that are whole
 * @param refuseDamaged called with the files of a new plan before it is saved, since a saved one has to be finished
 * @returns null if there is nothing to do
 */
export async function nextPlan(
    database: Database,
    whole: readonly RawFile[],
    refuseDamaged: (files: readonly RawFile[]) => Promise<void> = async () => {},
): Promise<Plan | null> {
    const ledger = await database.rows<{ path: string; checksum: string; run_id: bigint }>('select path, checksum, run_id from state.ledger');
    const [unfinished] = await database.rows<{ run_id: bigint; stage: Plan['stage'] }>("select run_id, stage from state.runs where stage <> 'finished'");
    if (unfinished !== undefined) {
        const entries = ledger.filter((entry) => entry.run_id === unfinished.run_id);
        const planned = new Set(entries.map(known));
        const there = new Set(whole.map(known));
        const gone = entries.find((entry) => !there.has(known(entry)));
        if (gone !== undefined && unfinished.stage === 'planned') {
            throw new ExpectedError(
                `Run ${unfinished.run_id} was broken off and is to be taken up, but its file raw/${gone.path} (checksum ${gone.checksum.slice(0, 12)}…) is not there any more: put it and its manifest back and call again.`,
            );
        }
        return { runId: Number(unfinished.run_id), stage: unfinished.stage, files: whole.filter((file) => planned.has(known(file))), isResumed: true };
    }
    const given = new Set(ledger.map(known));
    const files = whole.filter((file) => !given.has(known(file)));
    if (files.length === 0) return null;
    await refuseDamaged(files);
    const run_id = await nextRunId(database);
    await database.transaction(async () => {
        await database.run(`insert into state.runs values (${run_id}, cast(current_timestamp at time zone 'UTC' as timestamp), 'planned')`);
        const values = files.map((file) => `(${[literal(file.path), literal(file.checksum), literal(file.table), file.bytes, file.rows, run_id].join(', ')})`);
        await database.run(`insert into state.ledger (path, checksum, table_name, bytes, rows, run_id) values ${values.join(', ')}`);
        for (const { table, load } of files) {
            if (load === undefined) continue;
            const { generation, start, rows } = load;
            await database.run(`delete from state.loads where generation = ${generation} and table_name = ${literal(table)}`);
            await database.run(`insert into state.loads values (${generation}, ${literal(table)}, ${start.replace(/\D/g, '').slice(0, 16)}, timestamp ${literal(start.slice(0, 23))}, ${rows}, ${run_id})`);
        }
    });
    return { runId: run_id, stage: 'planned', files, isResumed: false };
}

/**
 * The number of a run that has no files of its own.
 *
 * @throws ExpectedError if a run was broken off: it has to be finished before another begins
 */
export async function beginRun(database: Database): Promise<number> {
    const [unfinished] = await database.rows<{ run_id: bigint }>("select run_id from state.runs where stage <> 'finished'");
    if (unfinished !== undefined) throw new ExpectedError(`Run ${unfinished.run_id} was broken off: call run first, which takes it up again.`);
    return nextRunId(database);
}

async function nextRunId(database: Database): Promise<number> {
    const { run_id } = await database.row<{ run_id: bigint }>('select coalesce(max(run_id), 0) + 1 as run_id from state.runs');
    return Number(run_id);
}
