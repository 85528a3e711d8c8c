import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../engine/database.js';
import type { LakePaths } from '../engine/lake-paths.js';
import { makeWorkshop } from '../engine/make-workshop.js';
import { nameRun } from '../engine/run.js';
import type { OnWait } from '../engine/take-turn.js';
import { lakeOption } from '../lake-option.js';
import { replicationPaths } from '../replication/replication-paths.js';
import { readState } from '../replication/replication-state.js';
import type { Source } from '../source/source.js';
import { readManifests } from '../history/manifest.js';
import { sourceTables } from '../../tables/index.js';
import { Steps } from '../steps.js';
import { compareAccount } from './compare-account.js';
import { compareClean } from './compare-clean.js';
import { compareModel } from './compare-model.js';
import { isOfColumns } from './compare-relation.js';
import type { Compared } from './compare-rows.js';
import { compareSource } from './compare-source.js';
import { compareViews } from './compare-views.js';
import { predictionsBehind } from '../engine/build-predictions.js';
import { givenFiles } from './given-files.js';
import { COMPARISONS, type Hidden, type TableComparison, type VerifyOutcome } from './outcome.js';
import { filesOf, generationsOf } from './replicated-loads.js';
import { openBench, openBesideLake, openWithinLake, type Workbench } from './workbench.js';

export interface VerifyProps {
    readonly paths: LakePaths;
    /**
     * The source that the lake follows, asked for when it is needed.
     *
     * @default - raw is not compared with it
     */
    readonly source?: () => Promise<Source>;
    /**
     * The lake's database, where this process has it open already; its other connections may write meanwhile.
     *
     * @default - opened for reading, when the lake's turn has come
     */
    readonly database?: Database;
    /**
     * Brings raw up to the source where nobody else does; false if somebody else does.
     *
     * @default - somebody does
     */
    readonly catchUp?: () => Promise<boolean>;
    /** Longest time to wait for raw, and for a run within this process, in milliseconds. @default 60000 */
    readonly wait?: number;
    /** Only what was replicated from then on. @default - everything */
    readonly since?: Date;
    /** So many differing keys of each table are looked at. @default 10 */
    readonly differences?: number;
    readonly onWait?: OnWait;
    /**
     * Called with what holds the lake, by a process that has other use for it: DuckDB's lock does not part a process from
     * itself. The source is compared outside of it.
     *
     * @default - at once
     */
    readonly alone?: (work: () => Promise<void>) => Promise<void>;
    /** @default nobody follows */
    readonly steps?: Steps;
}

/** Comparisons of records; a view has rows also where nothing is. */
const OF_ROWS: readonly string[] = ['source = raw', 'raw = clean', 'clean = model'];
/** The same since a time: some tables of model are small and compared whole. */
const OF_CHANGES = OF_ROWS.slice(0, 2);

type NotCompared = VerifyOutcome['notCompared'][number];

/**
 * Compares every layer of a lake with the one before: source, raw, clean, model, views. It changes nothing, and holds the lake
 * only while clean, model and views are read. docs/decisions/0010-verify.md says what it finds and what it cannot.
 *
 * @throws ExpectedError if the source or the lake cannot be read, or raw does not come up to the source in time
 */
export async function verify({ paths, source, database, catchUp, wait = 60_000, since, differences: most = 10, onWait, alone = (work) => work(), steps = new Steps() }: VerifyProps): Promise<VerifyOutcome> {
    const workshop = makeWorkshop(paths, 'verify');
    const compared: Compared[] = [];
    const notCompared: NotCompared[] = [];
    let position: string | null = null;
    let ofLake: Awaited<ReturnType<typeof verifyLake>> = { compared: [], notCompared: [], hidden: [], waitingFiles: 0 };
    const from = since?.toISOString().replaceAll(/\D/g, '').slice(0, 16);
    try {
        const { state } = replicationPaths(paths);
        const reason = whyNoSource(paths, state, source !== undefined);
        if (reason !== null) notCompared.push(reason);
        else {
            const bench = await openBench(workshop.folder);
            try {
                const result = await compareSource({ source: await source!(), raw: paths.raw, state, database: bench, folder: workshop.folder, catchUp, wait, since: from, most, steps });
                position = result.position;
                compared.push(...result.compared);
            } finally {
                bench.close();
            }
        }
        if (!existsSync(paths.database)) {
            notCompared.push(...COMPARISONS.slice(1).map((comparison) => ({ comparison, reason: `No run has taken raw/ to the lake yet: call ./lake run${lakeOption(paths.folder)}.`, isFailure: false })));
            ofLake = { ...ofLake, waitingFiles: waiting(paths.raw, new Set()) };
        } else {
            const open = async () => (database === undefined ? openBesideLake(paths, workshop.folder, onWait) : openWithinLake(database, workshop.folder));
            await alone(async () => {
                const bench = await openSettled(open, { wait: database === undefined ? 0 : wait });
                try {
                    ofLake = await verifyLake({ bench, paths, from, most, steps });
                } finally {
                    await bench.close();
                }
            });
        }
    } finally {
        workshop.remove();
    }
    compared.push(...ofLake.compared);
    notCompared.push(...ofLake.notCompared);
    const tables = compared.map(({ result }) => result);
    const rowsOf = (of: readonly TableComparison[]) => of.filter(({ comparison }) => (since === undefined ? OF_ROWS : OF_CHANGES).includes(comparison)).reduce((sum, one) => sum + Math.max(...one.rows), 0);
    const rows = rowsOf(tables);
    // The policies are there also where nothing else is.
    const isAnything = rowsOf(tables.filter(({ table }) => table !== 'recurrence_policies')) > 0;
    return {
        tables,
        differences: compared.flatMap((one) => one.differences),
        hidden: ofLake.hidden,
        notCompared,
        position,
        waitingFiles: ofLake.waitingFiles,
        rows: isAnything ? rows : 0,
        isEqual: isAnything && tables.every((table) => table.differences === 0) && notCompared.every(({ isFailure }) => !isFailure),
    };
}

/** Why raw is not compared with a source; null if it can be. */
function whyNoSource({ folder, raw }: LakePaths, state: string, isWanted: boolean): NotCompared | null {
    const left = (reason: string, isFailure = false) => ({ comparison: 'source = raw' as const, reason, isFailure });
    if (readState(state) !== null) return isWanted ? null : left('The source was left out.');
    if (generationsOf(raw).length > 0) return left(`raw/ has files of replication, but their state (replication/state.json) is gone, so that it is not known where in the source they stand: call ./lake replicate --reload all${lakeOption(folder)}.`, isWanted);
    return left('Nothing was replicated into this lake: its history has no source to be compared with.');
}

/** A run within this process has clean ahead of model for a while. */
async function openSettled(open: () => Promise<Workbench>, { wait }: { wait: number }): Promise<Workbench> {
    const deadline = Date.now() + wait;
    for (;;) {
        const bench = await open();
        try {
            if (Date.now() >= deadline || (await unfinishedRun(bench))?.stage !== 'applied') return bench;
        } catch (error) {
            await bench.close();
            throw error;
        }
        await bench.close();
        await sleep(100);
    }
}

async function unfinishedRun({ database, lake }: Workbench): Promise<{ run_id: bigint; stage: string } | null> {
    const [run] = await database.rows<{ run_id: bigint; stage: string }>(`select run_id, stage from ${lake}.state.runs where stage <> 'finished'`);
    return run ?? null;
}

interface LakeProps {
    readonly bench: Workbench;
    readonly paths: LakePaths;
    readonly from: string | undefined;
    readonly most: number;
    readonly steps: Steps;
}

/** Does DuckDB refuse a value, or the want of one? */
const isOfValues = (error: unknown): boolean => error instanceof Error && /^(Constraint|Conversion|Out of Range) Error/.test(error.message);
/** Is there no such table or column, or one of another type? */
const isOfNames = (error: unknown): boolean => error instanceof Error && /^(Binder|Catalog) Error/.test(error.message);

async function verifyLake({ bench, paths, from: since, most, steps }: LakeProps) {
    const { database, lake } = bench;
    const { raw } = paths;
    const notCompared: NotCompared[] = [];
    const compared: Compared[] = [];
    const given = await steps.take('files of raw', () => givenFiles({ database, lake, raw, since, most }));
    compared.push(given);
    const clean = await compareClean({ bench, raw, files: given.files, since, most, steps });
    compared.push(...clean.compared);
    compared.push(await steps.take('account', () => compareAccount({ bench, most })));
    const unfinished = await unfinishedRun(bench);
    let isModelCompared = false;
    const failModel = (reason: string) => {
        for (const comparison of isModelCompared ? (['model = views'] as const) : (['clean = model', 'model = views'] as const)) notCompared.push({ comparison, reason, isFailure: true });
    };
    if (unfinished?.stage === 'applied') {
        failModel(`Run ${unfinished.run_id} was broken off before it built model: call ./lake run${lakeOption(paths.folder)}, which finishes it, and verify again.`);
    } else {
        // A lake whose key is gone has other hashes; verification makes none.
        if (existsSync(paths.hashKey)) await nameRun({ paths, database }, 1);
        else await database.run(`create or replace temp macro run_id() as cast(1 as bigint); create or replace temp macro hash_key() as ''`);
        try {
            for await (const one of compareModel({ bench, since, most, steps })) compared.push(one);
            isModelCompared = true;
            if ((await database.rows(predictionsBehind(`${lake}.`))).length > 0) notCompared.push({ comparison: 'clean = model', reason: `The predictions are those of an earlier run, as later ones had others to do first; call ./lake run${lakeOption(paths.folder)} to have them made anew, and verify again.`, isFailure: false });
            if (since === undefined) for await (const one of compareViews({ bench, most, steps })) compared.push(one);
            else notCompared.push({ comparison: 'model = views', reason: 'The views answer over all times and are compared only without --since.', isFailure: false });
        } catch (error) {
            // Of what no run has written there may be no model. What that is, is found already, or is older than what was compared.
            const areColumnsOthers = compared.some(({ differences }) => differences.some(isOfColumns));
            const isFound = compared.some(({ result }) => result.differences > 0);
            if (!(isOfValues(error) && (isFound || since !== undefined)) && !(isOfNames(error) && areColumnsOthers)) throw error;
            failModel(`It cannot be built of what clean has (${(error as Error).message.split('\n')[0]}): ${isFound ? 'mend the differences above, and verify again' : 'a row that changed before that time is at fault, which a verification without --since finds'}.`);
        }
    }
    return { compared, notCompared, hidden: clean.hidden as readonly Hidden[], waitingFiles: waiting(raw, new Set(given.files.map(({ path }) => path))) };
}

/** How many files of raw no run has taken to clean yet. */
function waiting(raw: string, given: ReadonlySet<string>): number {
    const replicated = generationsOf(raw).flatMap((generation) => sourceTables.flatMap(({ name }) => filesOf(raw, generation, name)));
    const imported = readManifests(raw).flatMap(({ files }) => files.map(({ path }) => path));
    return [...replicated, ...imported].filter((path) => !given.has(path)).length;
}
