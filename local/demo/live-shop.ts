import { ExpectedError } from '../errors.js';
import { sumOf } from '../source/shop/count-changes.js';
import { Rhythm } from '../source/shop/rhythm.js';
import { simulate } from '../source/shop/simulate.js';
import type { DemoState } from './demo-state.js';
import type { OwnPostgres } from './own-postgres.js';

export interface LiveShopProps {
    readonly postgres: OwnPostgres;
    readonly state: DemoState;
    /** Changes in a second of this hour. */
    readonly rate: number;
    readonly seed: number;
    readonly signal: AbortSignal;
}

/** Visitors come and go until the signal; the transactions that are open then are ended. Counts in the state. */
export async function liveShop({ postgres, state, rate, seed, signal }: LiveShopProps): Promise<void> {
    // A rate is the mean of a week, and a shop is quiet at night: who looks now shall see what was promised.
    const meanRate = rate / new Rhythm(seed).busyness(Date.now());
    const shop = await simulate(postgres.source, { rate: meanRate, speed: 1, seed, signal });
    try {
        let before = 0;
        for (let step = await shop.next(); step !== null; step = await shop.next()) {
            const { committed, changes } = shop.counts;
            const sum = sumOf(changes);
            // A new shop is filled at once, which is no measure of what goes on in it.
            if (step.happenings[0] !== 'opening') state.pace.add(Date.now(), sum - before);
            before = sum;
            state.shop = { changes: sum, transactions: committed, since: state.shop.since ?? Date.now() };
        }
    } catch (error) {
        // The end came while PostgreSQL was away, which the shop does not wait for then; what was open is rolled back.
        if (!signal.aborted || !(error instanceof ExpectedError)) throw error;
    } finally {
        await shop.close();
    }
}
