import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../../local/engine/database.js';
import { type Lake, openLake } from '../../local/engine/lake.js';
import { hashKey } from '../../local/engine/hash-key.js';
import { lakePaths } from '../../local/engine/lake-paths.js';
import { run } from '../../local/engine/run.js';
import { importFile } from '../../local/history/import-file.js';
import { dropRecords } from '../../local/quarantine/drop.js';
import { releaseRecords } from '../../local/quarantine/release.js';
import { type StepObserver, Steps } from '../../local/steps.js';
import type { Raw } from '../../specification/raw-record.js';
import { readRaw } from '../../specification/read-raw.js';
import { type ChaosAction, type ChaosHistory, MORE_ROWS } from './arbitrary-chaos.js';
import { compareAccounts, compareRebuilt, compareWithSource, compareWithSpecification } from './chaos-checks.js';
import { Deliveries } from './deliveries.js';
import { Death } from './fatal-moments.js';
import { writeCsv } from './kaggle-file.js';
import { type Happened, ReplicatedHistory } from './replicated-history.js';
import { temporaryFolder } from './temporary-lake.js';
import type { TestPostgres } from './test-postgres.js';

/** What histories share: a server, and an empty lake to begin with. */
export interface ChaosWorld {
    readonly postgres: TestPostgres;
    /** A lake without anything, which is copied. */
    readonly emptyLake: string;
    /** Splits files. */
    readonly database: Database;
}

/** Makes an empty lake in a folder, with the key of its hashes. */
export async function makeEmptyLake(folder: string): Promise<void> {
    const lake = await openLake(folder);
    try {
        hashKey(lake.paths.hashKey);
    } finally {
        lake.database.close();
    }
}

const STEPS_OF_RUN = ['plan', 'clean.users', 'clean.events', 'after clean.products', 'accounts', 'clean is kept', 'after clean is kept', 'model.dim_categories', 'model.fact_sessions', 'model.fact_user_events', 'after model.fact_user_events', 'model.dim_time', 'checks', 'model is kept', 'after model is kept'];
const EVERYTHING = { which: -1, ways: 0 };

/**
 * Takes the actions on a new database and a new lake, lets all files arrive in the end and compares: with the source, with
 * the specification, with a lake that is built anew, and the accounts of the runs.
 *
 * @throws Error with what differs, and what was done
 */
export async function takeChaos(world: ChaosWorld, planned: ChaosHistory, happened: Happened): Promise<void> {
    const history = new History(world, happened);
    try {
        await history.open(planned);
        for (const action of planned.actions) await history.take(action);
        await history.finish();
    } catch (error) {
        throw new Error(`${error instanceof Error ? error.stack : JSON.stringify(error)}\nAfter:\n${history.trace.join('\n')}`, { cause: error });
    } finally {
        await history.close();
    }
}

function refuse(differences: readonly string[]): void {
    if (differences.length > 0) throw new Error(differences.slice(0, 40).join('\n'));
}

class History {
    readonly #folder = temporaryFolder();
    readonly #source: ReplicatedHistory;
    readonly #paths = lakePaths(join(this.#folder.path, 'lake'));
    readonly #deliveries: Deliveries;
    #lake: Lake | null = null;
    /** Was a run broken off, so that its files have to stay as they are? */
    #isBrokenOff = false;
    #names = 0;

    constructor(
        private readonly world: ChaosWorld,
        private readonly happened: Happened,
    ) {
        this.#source = new ReplicatedHistory(world.postgres, happened);
        this.#deliveries = new Deliveries(this.#source.raw, this.#paths.raw, join(this.#folder.path, 'pieces'), world.database, (name, times) => this.#count(name, times));
    }

    get trace(): string[] {
        return this.#source.trace;
    }

    #count(name: string, times = 1): void {
        this.happened.set(name, (this.happened.get(name) ?? 0) + times);
    }

    async open({ first }: ChaosHistory): Promise<void> {
        cpSync(this.world.emptyLake, this.#paths.folder, { recursive: true });
        mkdirSync(this.#paths.raw, { recursive: true });
        await this.#source.open({ first, actions: [] });
        await this.#source.take({ do: 'burst', sql: MORE_ROWS });
    }

    async take(action: ChaosAction): Promise<void> {
        this.#count('operations');
        if (action.do === 'source') return await this.#source.take(action.action);
        this.trace.push(JSON.stringify(action));
        switch (action.do) {
            case 'deliver':
                await this.#deliveries.prepare(action.arrival);
                return this.#deliveries.arrive(action.arrival, !this.#isBrokenOff);
            case 'import':
                return await this.#import(action);
            case 'run':
                return await this.#run(action);
            case 'run beside':
                return await this.#runBeside(action.killAt);
            case 'drop':
                this.#count('records given up', await dropRecords(await this.#opened(), `hash(quarantine_id) % ${action.oneIn} = 0`, 'chaos'));
                return;
            case 'release':
                return await this.#release();
            case 'check':
                return refuse(await this.#check(action.isRebuilt));
        }
    }

    async #opened(): Promise<Lake> {
        return (this.#lake ??= await openLake(this.#paths.folder));
    }

    #close(): void {
        this.#lake?.database.close();
        this.#lake = null;
    }

    async #import({ lines, isOverlapping }: ChaosAction & { do: 'import' }): Promise<void> {
        this.#count(isOverlapping ? 'imports of keys that the source has too' : 'imports');
        const file = join(this.#folder.path, `import-${(this.#names += 1)}.csv`);
        writeCsv(file, isOverlapping ? lines : lines.map((line) => ({ ...line, product: line.product === null ? null : line.product + 1000, user: line.user === null ? null : line.user + 1000 })));
        await importFile(this.#paths, file, { steps: new Steps() });
    }

    async #run({ deathAt, arrivalAt, arrival }: ChaosAction & { do: 'run' }): Promise<void> {
        if (arrivalAt !== null) await this.#deliveries.prepare(arrival);
        let moments = 0;
        let died: string | null = null;
        const reach = (moment: string) => {
            if (moments === arrivalAt) this.#deliveries.arrive(arrival, false);
            if (moments++ !== deathAt) return;
            died = moment;
            throw new Death(moment);
        };
        const mortal: StepObserver = { begun: (step) => reach(step), ended: ({ step }) => reach(`after ${step}`) };
        const lake = await this.#opened();
        try {
            const outcome = await run(lake, { steps: new Steps(mortal) });
            this.#count(outcome === null ? 'runs without anything' : outcome.isResumed ? 'runs resumed' : 'runs');
            if (arrivalAt !== null && outcome !== null) this.#count('files arrived within a run');
            this.#isBrokenOff = false;
        } catch (error) {
            if (died === null) throw error;
            this.trace.push(`  run died: ${String(died)}`);
            this.#count(`run died ${died}`);
            this.#isBrokenOff = true;
            this.#close();
        }
    }

    async #runBeside(killAt: number | null): Promise<void> {
        this.#close();
        const program = join(import.meta.dirname, '..', 'kill-at-step.ts');
        const process1 = (step: string) =>
            new Promise<string>((resolve) => {
                const child = spawn(process.execPath, ['--import', 'tsx/esm', program, 'run', this.#paths.folder, step], { stdio: ['ignore', 'ignore', 'pipe'] });
                let said = '';
                child.stderr!.on('data', (data) => (said += String(data)));
                child.on('close', (code, signal) => resolve(signal ?? (code === 0 ? 'well' : said)));
            });
        const step = killAt === null ? 'never' : STEPS_OF_RUN[killAt % STEPS_OF_RUN.length]!;
        const ends = await Promise.all([process1(step), process1('never')]);
        this.trace.push(`  runs ended: ${ends.join(', ')}`);
        this.#count(ends[0] === 'SIGKILL' ? 'runs killed beside another' : 'runs beside another');
        if (!['well', 'SIGKILL'].includes(ends[0]!) || ends[1] !== 'well') throw new Error(`Two runs beside each other ended: ${ends.join(', ')}`);
        // Which of the two came last is left to chance; the next run takes up what is left.
        this.#isBrokenOff = true;
    }

    async #release(): Promise<void> {
        if (this.#isBrokenOff) return;
        const { released } = await releaseRecords(await this.#opened(), 'true');
        this.#count('releases');
        if (released > 0) throw new Error(`${released} records were released, though no rule was mended.`);
    }

    /** Runs until there is nothing left. */
    async #runAll(): Promise<Lake> {
        const lake = await this.#opened();
        while ((await run(lake)) !== null) this.#count('runs');
        this.#isBrokenOff = false;
        return lake;
    }

    async #check(isRebuilt: boolean): Promise<string[]> {
        const lake = await this.#runAll();
        const raw = await readRaw(this.#paths.raw);
        const differences = [
            ...(await compareWithSpecification(lake)),
            ...(await compareAccounts(lake, { raw, isAnyReplaced: this.#deliveries.isAnyReplaced })),
            ...(isRebuilt ? await this.#compareRebuilt(lake, raw) : []),
        ];
        this.#count(isRebuilt ? 'comparisons with a lake built anew' : 'comparisons on the way');
        return differences;
    }

    async #compareRebuilt(lake: Lake, raw: Raw): Promise<string[]> {
        const folder = join(this.#folder.path, `anew-${(this.#names += 1)}`);
        cpSync(this.world.emptyLake, folder, { recursive: true });
        symlinkSync(this.#paths.raw, join(folder, 'raw'));
        const anew = await openLake(folder);
        try {
            await run(anew);
            return await compareRebuilt(lake, anew, raw);
        } finally {
            anew.database.close();
        }
    }

    async finish(): Promise<void> {
        await this.#source.finish();
        await this.#deliveries.prepare(EVERYTHING);
        if (this.#isBrokenOff) await this.#runAll();
        await this.#deliveries.all();
        const differences = await this.#check(true);
        refuse([...(await compareWithSource(await this.#opened(), await this.#source.rows())), ...differences]);
    }

    async close(): Promise<void> {
        this.#close();
        await this.#source.close();
        if (existsSync(this.#folder.path)) this.#folder.remove();
    }
}
