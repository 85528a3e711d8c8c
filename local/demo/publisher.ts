import { setTimeout as sleep } from 'node:timers/promises';
import { type LakeOwner, nameOfOwner } from '../engine/lake-owner.js';
import { lakePaths } from '../engine/lake-paths.js';
import { ExpectedError } from '../errors.js';
import type { OneAtATime } from '../one-at-a-time.js';
import { Steps } from '../steps.js';
import { verify } from '../verify/verify.js';
import type { DemoState } from './demo-state.js';
import type { OwnPostgres } from './own-postgres.js';
import { publish } from './publish.js';

/** Days of the funnel that are read; a screen shows as many as it has room for. */
const DAYS = 31;
const MILLISECONDS_BETWEEN_LOOKS = 100;
const LEAST_BETWEEN_VERIFICATIONS = 30_000;
/** No run begins while layers of the lake are compared, and one goes slower beside the rest: at most a tenth of a busy shop's time. */
const VERIFICATIONS_APART = 10;
/** What came last is compared again: the last run may have taken some tables of a time and not yet the others. */
const COMPARED_AGAIN = 20_000;
/** So many differences are told. */
const MOST_SHOWN = 5;

export interface PublisherProps {
    /** Folder of the lake. */
    readonly lake: string;
    readonly state: DemoState;
    /** Milliseconds from one run to the next, at least. */
    readonly every: number;
    readonly postgres: OwnPostgres;
    /** The lake, which this process may have open once at a time. */
    readonly turns: OneAtATime;
    /** Told what a person should know. */
    readonly notice: (text: string) => void;
}

/** Runs what is new in raw, turn by turn, so that other commands have the lake between two. */
export class Publisher {
    private runsAfter: number | undefined;
    /** How much was in raw when the last run began. */
    private taken = -1;
    /** When the last comparison that was equal began, with what led to it. */
    private comparedUntil: number;
    /** When the first run was done: changes from before had to wait for the history. */
    private firstReadable = Infinity;

    constructor(private readonly props: PublisherProps) {
        this.comparedUntil = props.state.startedAt;
    }

    /** Runs whenever something is new, and now and then compares beside that, until the signal. */
    async goOn(signal: AbortSignal): Promise<void> {
        let next = performance.now() + LEAST_BETWEEN_VERIFICATIONS;
        let comparison: Promise<void> | null = null;
        let failure: unknown;
        const compare = async (): Promise<void> => {
            const before = performance.now();
            // Its files go at a signal, which breaks it off; the last one comes after that.
            await this.verify({ since: new Date(this.comparedUntil) }).catch((error: unknown) => (signal.aborted ? undefined : (failure ??= error)));
            next = performance.now() + Math.max(LEAST_BETWEEN_VERIFICATIONS, VERIFICATIONS_APART * (performance.now() - before));
            comparison = null;
        };
        try {
            for (let began = -Infinity; !signal.aborted && failure === undefined; ) {
                if (comparison === null && performance.now() >= next) comparison = compare();
                if (performance.now() - began >= this.props.every && this.inRaw > this.taken) {
                    began = performance.now();
                    await this.publish();
                }
                await sleep(MILLISECONDS_BETWEEN_LOOKS, undefined, { signal }).catch(() => {});
            }
        } finally {
            // Also where a run has failed: what is stopped then must not be needed any more.
            await comparison;
        }
        if (failure !== undefined) throw failure;
    }

    /** One turn at the lake, which waits for whoever has it. */
    async publish(): Promise<void> {
        const { lake, state } = this.props;
        const taken = this.inRaw;
        const onWait = (owner: LakeOwner) => (state.waitsFor = nameOfOwner(owner));
        const steps = new Steps({
            begun: (step) => {
                state.waitsFor = null;
                state.step = step;
            },
        });
        try {
            const { run, commits, figures, runsAfter } = await this.props.turns.run(() => publish({ lake, turn: { command: 'demo', onWait }, steps, days: DAYS, runsAfter: this.runsAfter }));
            const readable = Date.now();
            this.taken = taken;
            this.runsAfter = runsAfter;
            this.firstReadable = Math.min(this.firstReadable, readable);
            state.figures = figures;
            for (const { at, changes } of commits) {
                if (at >= this.firstReadable) state.freshness.add(readable - at, changes);
                state.newestCommit = Math.max(state.newestCommit ?? 0, at);
            }
            if (run === null) return;
            state.lastRun = run;
            state.runTimes.add(run.seconds * 1000, 1);
        } finally {
            state.step = null;
            state.waitsFor = null;
        }
    }

    /**
     * Compares every layer with the one before: the lake's in turn with the runs, the source with raw beside them.
     *
     * @param since only what was replicated from then on, which takes less time; without, everything
     * @param catchUp brings raw up to the source, where nothing else does
     */
    async verify({ since, catchUp }: { readonly since?: Date; readonly catchUp?: () => Promise<boolean> }): Promise<void> {
        const { lake, state, postgres, notice } = this.props;
        const began = performance.now();
        // What no run has taken yet is in no layer behind raw.
        const until = Math.min(Date.now(), state.newestCommit ?? state.startedAt);
        const alone = (work: () => Promise<void>) =>
            this.props.turns.run(async () => {
                state.step = 'verify';
                await work().finally(() => (state.step = null));
            });
        try {
            const { isEqual, rows, tables, differences: shown, notCompared } = await verify({ paths: lakePaths(lake), source: () => postgres.reach(), since, catchUp, alone });
            // Of a shop in which nothing happened there is nothing to say.
            if (rows === 0 && shown.length === 0 && !notCompared.some(({ isFailure }) => isFailure)) return;
            const { times = 0, unequal = 0 } = state.verified ?? {};
            const differences = tables.reduce((sum, table) => sum + table.differences, 0);
            const seconds = (performance.now() - began) / 1000;
            state.verified = { times: times + 1, unequal: unequal + (isEqual ? 0 : 1), at: Date.now(), isEqual, rows, differences, since: since?.getTime() ?? null, seconds };
            if (isEqual) this.comparedUntil = until - COMPARED_AGAIN;
            for (const difference of shown.slice(0, MOST_SHOWN)) notice(`Not equal: ${JSON.stringify(difference)}`);
        } catch (error) {
            // It says that nothing could be compared; the data go on.
            if (!(error instanceof ExpectedError)) throw error;
            notice(`Not verified: ${error.message}`);
        }
    }

    private get inRaw(): number {
        return this.props.state.loaded + this.props.state.replicated;
    }
}
