import { setTimeout as sleep } from 'node:timers/promises';
import { ExpectedError } from '../../errors.js';
import type { Source } from '../source.js';
import { type ChangeCounts, countChanges, sumOf } from './count-changes.js';
import type { Change } from './change.js';
import { isContradiction } from './lost-connection.js';
import { dueAt, type PaceProps } from './pace.js';
import type { PlannedStep } from './planned-step.js';
import { readShop } from './read-shop.js';
import { requireRoom } from './require-room.js';
import { ShopPlan } from './shop-plan.js';
import type { ShopState } from './shop-state.js';
import { TransactionWriter } from './transaction-writer.js';

const DAY = 86_400_000;
/** Where a shop begins whose time is compressed and whose span nobody named. */
const SPAN = 30 * DAY;
/** How busy a shop is, in row changes a second, whose rate has no bound. */
const BUSIEST = 10_000;
const MOST_REFUSED_IN_A_ROW = 10;

export interface SimulationOptions {
    /** Same seed, options and contents of the source: same transactions. @default 1 */
    readonly seed?: number;
    /** Where the simulated clock begins. @default now, or with another speed than 1 so long ago that it ends now */
    readonly from?: Date;
    /** Row changes in a real second at the speed, as mean over a week; `max` does not wait. @default 20 */
    readonly rate?: number | 'max';
    /** Simulated seconds in a real one; `max` does not wait. @default 'max' */
    readonly speed?: number | 'max';
    /** How much simulated time passes, in milliseconds. @default no end */
    readonly span?: number;
    /** Transactions until the end, those that are rolled back included. @default no end */
    readonly transactions?: number;
    /** Row changes until the end, to the end of the transaction at hand. @default no end */
    readonly changes?: number;
    /** Users of a shop that is new. @default 2000 */
    readonly users?: number;
    /** Products of a shop that is new. @default 1000 */
    readonly products?: number;
    /** Visitors' steps that one transaction writes. @default 1, and more the higher the rate is */
    readonly batch?: number;
    /** Ends the simulation after the transaction at hand. */
    readonly signal?: AbortSignal;
    /** How long a source that is away is waited for, in milliseconds. @default 120000 */
    readonly patience?: number;
    /** Says where a source that was away is now. @default where it was */
    readonly reach?: () => Promise<Source>;
    /** Called before each try to reach a source that is away, with a sentence that says why it is. */
    readonly onLost?: (sentence: string) => void;
}

/** What a simulation came to. */
export interface SimulationCounts {
    readonly committed: number;
    readonly rolledBack: number;
    /** Transactions that PostgreSQL refused, as somebody else had changed the shop. */
    readonly refused: number;
    readonly changes: ChangeCounts;
}

/**
 * Opens the shop of a source, new or where it was left, to go on step by step:
 *
 *     const shop = await simulate(source, { seed: 7, from: new Date('2026-01-01'), transactions: 500 });
 *     for await (const step of shop) …    // or: await shop.next(), which is null at the end; or: await shop.run()
 *     await shop.close();
 *
 * @throws UsageError if the source has no tables of a shop, or of its present too little is left for the span
 * @throws ExpectedError if it cannot be reached, or another simulator writes to it
 */
export async function simulate(source: Source, options: SimulationOptions = {}): Promise<Simulation> {
    const { patience, signal, reach, onLost } = options;
    const writer = await TransactionWriter.connect(source, { patience, signal, reach, onLost });
    try {
        return await Simulation.open(writer, options);
    } catch (error) {
        await writer.close();
        throw error;
    }
}

/** A shop that lives: each step is written before it is given back. */
export class Simulation {
    private plan: ShopPlan;
    private readonly pace: PaceProps;
    private readonly until: number;
    private readonly changesPerSecond: number;
    private readonly batch: number;
    private refusedInARow = 0;
    private isOver = false;
    private readonly open = new Map<number, readonly Change[]>();
    private current: SimulationCounts = { committed: 0, rolledBack: 0, refused: 0, changes: {} };

    private constructor(
        private readonly writer: TransactionWriter,
        private readonly options: SimulationOptions,
        private state: ShopState,
    ) {
        const { rate = 20, speed = 'max', span = Infinity, from, batch } = options;
        this.changesPerSecond = (rate === 'max' ? BUSIEST : rate) / (speed === 'max' ? 1 : speed);
        this.batch = batch ?? (rate === 'max' ? 500 : Math.min(500, Math.max(1, Math.round(rate / 50))));
        this.until = state.clock + span;
        // A shop that has run ahead is not waited for.
        const staysBehindNow = from === undefined && rate !== 'max' && state.clock <= Date.now();
        this.pace = { startedAt: Date.now(), simulatedFrom: state.clock, speed: rate === 'max' ? 'max' : speed, staysBehindNow };
        this.plan = this.newPlan();
    }

    static async open(writer: TransactionWriter, options: SimulationOptions): Promise<Simulation> {
        const state = await readShop(writer.client, { from: startOf(options), ...sizeOf(options) });
        requireRoom(options, state.clock);
        return new Simulation(writer, options, state);
    }

    /** The simulated clock. */
    get now(): Date {
        return new Date(this.state.clock);
    }

    get counts(): SimulationCounts {
        return this.current;
    }

    /**
     * Writes the next step and gives it back; null at the end, when nothing is open any more.
     *
     * @throws ExpectedError if the source stays away, or nothing tells whether a transaction was committed
     */
    async next(): Promise<PlannedStep | null> {
        for (;;) {
            const step = await this.plannedStep();
            if (step === null) return null;
            try {
                await this.writer.write(step);
            } catch (error) {
                if (!isContradiction(error)) throw error;
                await this.readAgain(error as Error);
                continue;
            }
            this.refusedInARow = 0;
            this.count(step);
            return step;
        }
    }

    /** Goes on to the end, and says what it came to. */
    async run(): Promise<SimulationCounts> {
        while ((await this.next()) !== null);
        return this.current;
    }

    /** Ends the transactions that are open, as planned; then `next` gives null. */
    async end(): Promise<void> {
        this.isOver = true;
        while ((await this.next()) !== null);
    }

    /** Leaves the source; PostgreSQL rolls back what is open. */
    close(): Promise<void> {
        return this.writer.close();
    }

    async *[Symbol.asyncIterator](): AsyncGenerator<PlannedStep> {
        for (let step = await this.next(); step !== null; step = await this.next()) yield step;
    }

    private async plannedStep(): Promise<PlannedStep | null> {
        if (!this.isEnding()) {
            const step = this.plan.next();
            if (step === null) {
                this.isOver = true;
            } else {
                await this.wait(step);
                // What was waited for is not begun any more, but what is open is ended.
                if (step.part === 'end' || this.options.signal?.aborted !== true) return step;
                this.plan.takeBack(step);
            }
        }
        return this.plan.end();
    }

    private isEnding(): boolean {
        const { transactions = Infinity, changes = Infinity, signal } = this.options;
        return this.isOver || signal?.aborted === true || this.plan.begun >= transactions || sumOf(this.current.changes) >= changes;
    }

    private async wait({ at }: PlannedStep): Promise<void> {
        const due = dueAt(at, this.pace);
        for (let left = due - Date.now(); left > 1 && this.options.signal?.aborted !== true; left = due - Date.now()) {
            // A computer that was asleep looks at the clock again.
            await sleep(Math.min(left, 10_000), undefined, { signal: this.options.signal }).catch(() => undefined);
        }
    }

    private count({ transaction, part, changes, outcome }: PlannedStep): void {
        if (part === 'beginning') {
            this.open.set(transaction, changes);
            return;
        }
        const before = this.open.get(transaction) ?? [];
        this.open.delete(transaction);
        const { committed, rolledBack, refused } = this.current;
        this.current =
            outcome === 'rollback'
                ? { ...this.current, rolledBack: rolledBack + 1 }
                : { committed: committed + 1, rolledBack, refused, changes: countChanges(this.current.changes, [...before, ...changes]) };
    }

    /** Somebody else has changed the shop, so that what is remembered does not hold. */
    private async readAgain(error: Error): Promise<void> {
        if (++this.refusedInARow > MOST_REFUSED_IN_A_ROW) throw new ExpectedError(`PostgreSQL refuses one transaction after the other, ${MOST_REFUSED_IN_A_ROW} in a row: ${error.message}.`);
        await this.writer.rollBackAll();
        this.current = { ...this.current, refused: this.current.refused + 1 + this.open.size };
        this.open.clear();
        const { begun } = this.plan;
        this.state = await readShop(this.writer.client, { from: this.state.clock, ...sizeOf(this.options) });
        this.plan = this.newPlan();
        this.plan.begun = begun;
    }

    private newPlan(): ShopPlan {
        const { changesPerSecond, batch, until } = this;
        return new ShopPlan(this.state, { seed: this.options.seed ?? 1, changesPerSecond, batch, until, ...sizeOf(this.options) });
    }
}

const sizeOf = ({ users = 2000, products = 1000 }: SimulationOptions) => ({ users, products });

function startOf({ from, speed = 'max', span = SPAN }: SimulationOptions): number {
    return from?.getTime() ?? Date.now() - (speed === 1 ? 0 : span);
}
