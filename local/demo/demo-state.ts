import { Ages } from './ages.js';
import type { LakeFigures } from './lake-figures.js';
import { Pace } from './pace.js';

/** What the verifications came to. */
export interface Verified {
    readonly times: number;
    readonly unequal: number;
    /** Of the last one. */
    readonly at: number;
    readonly isEqual: boolean;
    readonly rows: number;
    readonly differences: number;
    /** From when on replicated changes were compared; null if everything was. */
    readonly since: number | null;
    readonly seconds: number;
}

/** How a demo stands: its stages write here what they do, the screen and the summary read it. Times are epoch milliseconds. */
export interface DemoState {
    readonly startedAt: number;
    /** Address of the page that shows the lake; null without one. */
    page: string | null;
    stage: 'starts' | 'lives' | 'ends';
    /** What the end does. */
    ending: string;
    /** How far the month of history is; null when it is in raw. */
    history: string | null;
    shop: { readonly changes: number; readonly transactions: number; readonly since: number | null };
    readonly pace: Pace;
    /** Rows that full loads brought, and changes that were written to raw. */
    loaded: number;
    replicated: number;
    lag: { readonly bytes: number; readonly seconds: number } | null;
    /** What the run does that goes on; null between two. */
    step: string | null;
    /** Whom the next run waits for. */
    waitsFor: string | null;
    lastRun: { readonly id: number; readonly seconds: number; readonly records: number } | null;
    /** How long each run took that had something to do. */
    readonly runTimes: Ages;
    figures: LakeFigures | null;
    /** When the newest change was committed that can be read in the lake. */
    newestCommit: number | null;
    /** Of each change since the first run, the time from its commit until it could be read. */
    readonly freshness: Ages;
    verified: Verified | null;
    /** Is everything in the lake that the source had at the end? */
    isComplete: boolean;
    /** The last thing that a person should know. */
    notice: { readonly at: number; readonly text: string } | null;
}

export const newState = (startedAt: number): DemoState => ({
    startedAt,
    page: null,
    stage: 'starts',
    ending: 'what was written goes to the lake',
    history: 'looking whether it is there',
    shop: { changes: 0, transactions: 0, since: null },
    pace: new Pace(),
    loaded: 0,
    replicated: 0,
    lag: null,
    step: null,
    waitsFor: null,
    lastRun: null,
    runTimes: new Ages(),
    figures: null,
    newestCommit: null,
    freshness: new Ages(),
    verified: null,
    isComplete: false,
    notice: null,
});
