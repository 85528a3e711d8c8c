import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { ExpectedError } from '../errors.js';
import type { ReplicationState } from './replication-state.js';
import { dropSlot, refuseStrangeSlot, type SlotStatus, slotStatus } from './slot.js';

export interface WatchProps {
    readonly control: Client;
    readonly state: () => ReplicationState;
    /** Bytes of log held back from which on it is said, and at which the slot is given up. */
    readonly warnAt: number;
    readonly giveUpAt: number;
    /** Milliseconds between two looks. */
    readonly every: number;
    readonly tell: (text: string) => void;
    /** Called with each look that finds the slot in order. */
    readonly onLook: (status: SlotStatus, look: number) => Promise<void>;
    /** Called before the slot is dropped: without it the stream ends too, and that is not the reason. */
    readonly onGivenUp: (reason: ExpectedError) => void;
    /** Ends the watch. */
    readonly signal: AbortSignal;
}

/**
 * Looks after the slot beside the stream, also while that waits for the disk: the source keeps its log for it.
 *
 * @throws ExpectedError if the slot is gone or lost
 */
export async function watchSlot({ control, state, warnAt, giveUpAt, every, tell, onLook, onGivenUp, signal }: WatchProps): Promise<void> {
    let hasWarned = false;
    let before = 0;
    for (let look = 1; !signal.aborted; look++) {
        const { slot } = state();
        const status = await slotStatus(control, slot);
        if (status === null) throw new ExpectedError(`The replication slot ${slot} was dropped at the source: call \`./lake replicate --reload all\`.`);
        if (status.walStatus === 'lost') refuseStrangeSlot(state(), { ...status, activePid: null });
        const { retained } = status;
        // What becomes less is being read: who comes back after a long time is given the time to.
        if (retained >= giveUpAt && look > 1 && retained >= before) {
            onGivenUp(givenUp(state(), retained, giveUpAt));
            return await dropGivenUp(control, slot, tell);
        }
        if (retained >= warnAt && !hasWarned) {
            tell(`The source keeps ${megabytes(retained)} of log for this lake; at ${megabytes(giveUpAt)} the slot is given up, and every table has to be loaded anew.`);
        }
        hasWarned = retained >= warnAt;
        before = retained;
        await onLook(status, look);
        await sleep(every, undefined, { signal }).catch(() => {});
    }
}

const givenUp = ({ slot, position }: ReplicationState, retained: number, limit: number) =>
    new ExpectedError(
        `The replication slot ${slot} was given up: the source kept ${megabytes(retained)} of log for this lake, and the limit is ${megabytes(limit)}. raw/ stands at ${position} and misses what came later: see why it was behind, then call \`./lake replicate --reload all\`.`,
    );

async function dropGivenUp(control: Client, slot: string, tell: (text: string) => void): Promise<void> {
    await dropSlot(control, slot).catch((error: unknown) =>
        tell(`The replication slot ${slot} could not be dropped (${(error as Error).message}) and goes on holding back the source's log: select pg_drop_replication_slot('${slot}') there.`),
    );
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB`;
