import type { Change } from './change.js';
import type { Happening } from './happening.js';

/**
 * What is done next, as a whole: a transaction, or the beginning or end of one that stays open while others commit.
 * Steps are carried out one after the other, and no step waits for a lock that an open transaction holds.
 */
export interface PlannedStep {
    /** From 1 on; beginning and end of one transaction have the same. */
    readonly transaction: number;
    readonly part: 'whole' | 'beginning' | 'end';
    /** Simulated time, epoch milliseconds; never before that of the step before. */
    readonly at: number;
    readonly happenings: readonly Happening[];
    readonly changes: readonly Change[];
    /** What ends the transaction; of a beginning what its end will be. */
    readonly outcome: 'commit' | 'rollback';
}
