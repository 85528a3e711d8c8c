import { existsSync, readFileSync } from 'node:fs';
import { writeDurably } from '../durable-files.js';
import { ExpectedError } from '../errors.js';
import type { LogPosition } from './log-position.js';
import type { Hundredths } from './sequence.js';
import type { TableIdentity } from './table-identity.js';

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
          /** What was loaded; null until the load has looked. */
          readonly identity: TableIdentity | null;
      };

/** What replication has to know to go on. It is saved whole, after the files that it speaks of. */
export interface ReplicationState {
    readonly format: 1;
    /** The slot at the source, and the source that has it. */
    readonly slot: string;
    readonly systemIdentifier: string;
    readonly database: string;
    /** The source's name when it was last reached, for people; it has no password. */
    readonly source: string;
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
        const state: unknown = JSON.parse(text);
        if (isState(state)) return state;
    } catch {
        // Falls through: what it says cannot be taken for a state.
    }
    throw new ExpectedError(
        `${JSON.stringify(file)} is no state of replication that this version knows: put the right one back, or remove it and call \`./lake replicate --reload all\`.`,
    );
}

/** Every part of it is needed: one that is missing would be taken for a beginning. */
function isState(found: unknown): found is ReplicationState {
    const state = (found ?? {}) as { readonly [name in keyof ReplicationState]?: unknown };
    const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
    return (
        state.format === 1 &&
        [state.slot, state.systemIdentifier, state.database, state.source].every((text) => typeof text === 'string' && text !== '') &&
        (state.position === null || (typeof state.position === 'string' && /^[0-9A-F]{8}\/[0-9A-F]{8}$/.test(state.position))) &&
        [state.time, state.number, state.generation].every(isCount) &&
        typeof state.tables === 'object' && state.tables !== null &&
        Object.values(state.tables as Record<string, Partial<TableState & { stage: 'follows' }> | null>).every(
            (table) => (table?.stage as string) === 'awaits load' || (['loading', 'follows'].includes(table?.stage ?? '') && isCount(table?.generation) && isCount(table?.start) && typeof table?.from === 'string'),
        )
    );
}

/** Whole and durable before it returns. */
export const saveState = (file: string, state: ReplicationState): void => writeDurably(file, `${JSON.stringify(state, null, 2)}\n`);
