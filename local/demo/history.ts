import { lakePaths } from '../engine/lake-paths.js';
import { importFile } from '../history/import-file.js';
import { Steps } from '../steps.js';
import type { DemoState } from './demo-state.js';
import { monthOfHistory } from './month-of-history.js';

export interface HistoryProps {
    /** Folder of the lake. */
    readonly lake: string;
    readonly rows: number;
    readonly seed: number;
    readonly state: DemoState;
    /** Breaks it off; the next demo begins with it anew. */
    readonly signal: AbortSignal;
}

/** Makes and imports the month before today, or finds that an earlier demo did. */
export async function history({ lake, rows, seed, state, signal }: HistoryProps): Promise<void> {
    const say = (text: string) => {
        signal.throwIfAborted();
        state.history = text;
    };
    const all = rows.toLocaleString('en-US');
    try {
        const file = await monthOfHistory({ lake, rows, seed, onRows: (made) => say(`inventing a month, ${made.toLocaleString('en-US')} of ${all} rows`) });
        await importFile(lakePaths(lake), file, { steps: new Steps({ begun: (step) => say(`importing a month of ${all} rows, ${step}`) }) });
        state.history = null;
    } catch (error) {
        if (!signal.aborted) throw error;
    }
}
