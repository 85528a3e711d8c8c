import { mkdirSync } from 'node:fs';
import { exclusively } from '../engine/exclusively.js';
import { type LakePaths, lakePaths, makeScratch } from '../engine/lake-paths.js';
import { ExpectedError } from '../errors.js';
import type { OneAtATime } from '../one-at-a-time.js';
import { replicationPaths } from '../replication/replication-paths.js';
import { demoPaths } from './demo-paths.js';
import type { DemoState } from './demo-state.js';
import { followSource } from './follow-source.js';
import { history } from './history.js';
import { liveShop } from './live-shop.js';
import { refuseForeignLake } from './month-of-history.js';
import { OwnPostgres } from './own-postgres.js';
import { Publisher } from './publisher.js';

export interface LiveDemoProps {
    /** Folder of the lake. */
    readonly lake: string;
    /** Written while the demo goes on. */
    readonly state: DemoState;
    /** Rows of the month of history. */
    readonly rows: number;
    /** Is a month with other rows taken, if it is there? @default false */
    readonly isAnyThere?: boolean;
    /** Of the month and of the shop. */
    readonly seed: number;
    /** Changes of the shop in a second. */
    readonly rate: number;
    /** Milliseconds from one run to the next, at least. */
    readonly every: number;
    /** For how many milliseconds the shop lives, once the lake has the history. @default until the signal */
    readonly lasts?: number;
    readonly signal: AbortSignal;
    /** The lake, for all of this process that open it. */
    readonly turns: OneAtATime;
    /** Told what a person should know. */
    readonly notice: (text: string) => void;
    /** Given what a process that has no time ends PostgreSQL with. */
    readonly onStarted?: (stopAtOnce: () => void) => void;
}

/**
 * The whole way, live: the lake's own PostgreSQL, a shop that writes to it, replication to raw and runs, and beside them a
 * month of history. At the end the shop ends its transactions, what it wrote is replicated and run, and PostgreSQL is stopped.
 *
 * @throws ExpectedError if a part fails for good, after everything was stopped; the next call goes on from there
 */
export async function liveDemo(props: LiveDemoProps): Promise<void> {
    const at = lakePaths(props.lake);
    refuseForeignLake(props.lake);
    makeScratch(at);
    const { folder, lock } = demoPaths(props.lake);
    mkdirSync(folder, { recursive: true });
    await alone({ ...at, lock }, 'runs the demo of this lake already: end it, or name another folder with --lake', () =>
        alone({ ...at, lock: replicationPaths(at).lock }, 'replicates into this lake, which the demo does itself: end it first', () => live(props)),
    );
}

async function alone(at: LakePaths, does: string, work: () => Promise<void>): Promise<void> {
    await exclusively(at, work, ({ pid }) => {
        throw new ExpectedError(`${pid === null ? 'Another process' : `Process ${pid}`} ${does}.`);
    });
}

async function live(props: LiveDemoProps): Promise<void> {
    const { lake, state, notice } = props;
    const postgres = await OwnPostgres.start(lake, notice);
    props.onStarted?.(() => postgres.stopAtOnce());
    try {
        const publisher = new Publisher({ ...props, postgres });
        const failure = new AbortController();
        await liveStages(props, { postgres, publisher, failure });
        failure.signal.throwIfAborted();
        const catchUp = () => followSource({ lake, postgres, state, signal: failure.signal, notice, isOnce: true });
        await catchUp();
        await publisher.publish();
        state.isComplete = true;
        state.ending = 'all layers are compared';
        await publisher.verify({ catchUp: () => catchUp().then(() => true) });
    } finally {
        state.stage = 'ends';
        state.ending = 'PostgreSQL is stopped';
        await postgres.stop();
    }
}

interface Parts {
    readonly postgres: OwnPostgres;
    readonly publisher: Publisher;
    /** Aborted, with the error, when a stage fails. */
    readonly failure: AbortController;
}

/** All stages beside each other, until the signal or until one fails; returns when all of them have ended. */
async function liveStages(props: LiveDemoProps, { postgres, publisher, failure }: Parts): Promise<void> {
    const { state, lasts } = props;
    const timeIsOver = new AbortController();
    const shopIsClosed = new AbortController();
    const signal = AbortSignal.any([props.signal, timeIsOver.signal, failure.signal]);
    const guarded = (stage: Promise<void>) => stage.catch((error: unknown) => failure.abort(error));

    let followed = () => {};
    const isFollowed = new Promise<void>((resolve) => (followed = resolve));
    const replication = guarded(followSource({ ...props, postgres, signal: AbortSignal.any([shopIsClosed.signal, failure.signal]), onFollowing: followed }));
    const shop = async () => {
        // So that what a new shop is filled with is seen as changes too.
        await Promise.race([isFollowed, until(signal)]);
        if (signal.aborted) return;
        state.stage = 'lives';
        await liveShop({ ...props, postgres, signal });
    };
    const runs = async () => {
        await history({ ...props, signal });
        if (signal.aborted) return;
        await publisher.publish();
        const end = lasts === undefined ? undefined : setTimeout(() => timeIsOver.abort(), lasts);
        await publisher.goOn(signal).finally(() => clearTimeout(end));
    };
    const others = [guarded(shop()), guarded(runs()), guarded(postgres.watch(signal))];
    await until(signal);
    state.stage = 'ends';
    await Promise.all(others);
    shopIsClosed.abort();
    await replication;
}

async function until(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
