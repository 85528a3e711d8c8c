import { setTimeout as sleep } from 'node:timers/promises';
import type { LakeOwner } from '../engine/lake-owner.js';
import { Steps } from '../steps.js';
import type { DemoState } from './demo-state.js';
import { publish } from './publish.js';

/** Days of the funnel that are read; a screen shows as many as it has room for. */
const DAYS = 31;
const MILLISECONDS_BETWEEN_LOOKS = 100;

export interface PublisherProps {
    /** Folder of the lake. */
    readonly lake: string;
    readonly state: DemoState;
    /** Milliseconds from one run to the next, at least. */
    readonly every: number;
}

/** Runs what is new in raw, turn by turn, so that other commands have the lake between two. */
export class Publisher {
    private runsAfter: number | undefined;
    /** How much was in raw when the last run began. */
    private taken = -1;
    /** When the first run was done: changes from before had to wait for the history. */
    private firstReadable = Infinity;

    constructor(private readonly props: PublisherProps) {}

    /** Runs whenever something is new, until the signal. */
    async goOn(signal: AbortSignal): Promise<void> {
        for (let began = -Infinity; !signal.aborted; ) {
            if (performance.now() - began >= this.props.every && this.inRaw > this.taken) {
                began = performance.now();
                await this.publish();
            }
            await sleep(MILLISECONDS_BETWEEN_LOOKS, undefined, { signal }).catch(() => {});
        }
    }

    /** One turn at the lake, which waits for whoever has it. */
    async publish(): Promise<void> {
        const { lake, state } = this.props;
        const taken = this.inRaw;
        const onWait = (owner: LakeOwner) => (state.waitsFor = nameOf(owner));
        const steps = new Steps({
            begun: (step) => {
                state.waitsFor = null;
                state.step = step;
            },
        });
        try {
            const { run, commits, figures, runsAfter } = await publish({ lake, turn: { command: 'demo', onWait }, steps, days: DAYS, runsAfter: this.runsAfter });
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

    private get inRaw(): number {
        return this.props.state.loaded + this.props.state.replicated;
    }
}

function nameOf({ pid, command }: LakeOwner): string {
    if (pid === null) return 'another process';
    return command === null ? `process ${pid}` : `lake ${command} (process ${pid})`;
}
