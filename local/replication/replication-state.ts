import { existsSync, readFileSync } from 'node:fs';
import { writeDurably } from '../durable-files.js';
import { ExpectedError } from '../errors.js';
import type { LogPosition } from './log-position.js';
import type { Hundredths } from './sequence.js';

/** How far a table has come. */
export type TableState =
    /** It is to be loaded; until then its changes are left out, since the load will have them. */
    | { readonly stage: 'awaits load' }
    | {
          readonly stage: 'loading' | 'follows';
          readonly generation: number;
          /** The load's place in the order. */
          readonly start: Hundredths;
          /** Transactions that committed before are in the load; later ones are changes. */
          readonly from: LogPosition;
      };

/** What replication has to know to go on. It is saved whole, after the files that it speaks of. */
export interface ReplicationState {
    readonly format: 1;
    /** The slot at the source, and the source that has it. */
    readonly slot: string;
    readonly systemIdentifier: string;
    readonly database: string;
    /** Every transaction that committed before is in raw; null until the slot is made. */
    readonly position: LogPosition | null;
    /** Time and number of the last change before `position`, or the start of a later load. */
    readonly time: Hundredths;
    readonly number: number;
    /** The newest generation; a reload takes the next. */
    readonly generation: number;
    readonly tables: Readonly<Record<string, TableState>>;
}

/** @returns null if this lake was never replicated to */
export function readState(file: string): ReplicationState | null {
    if (!existsSync(file)) return null;
    const text = readFileSync(file, 'utf8');
    try {
        const state = JSON.parse(text) as ReplicationState;
        if (state.format === 1) return state;
    } catch {
        // Falls through: what it says cannot be taken for a state.
    }
    throw new ExpectedError(
        `${JSON.stringify(file)} is no state of replication that this version knows: put the right one back, or remove it and call \`lake replicate --reload all\`.`,
    );
}

/** Whole and durable before it returns. */
export const saveState = (file: string, state: ReplicationState): void => writeDurably(file, `${JSON.stringify(state, null, 2)}\n`);
