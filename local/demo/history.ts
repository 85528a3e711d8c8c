import { lakePaths } from '../engine/lake-paths.js';
import { importFile } from '../history/import-file.js';
import { Steps } from '../steps.js';
import type { DemoState } from './demo-state.js';
import { monthOfHistory } from './month-of-history.js';

export interface HistoryProps {
    /** Folder of the lake. */
    readonly lake: string;
    readonly rows: number;
    /** Is a month with other rows taken, if it is there? @default false */
    readonly isAnyThere?: boolean;
    readonly seed: number;
    readonly state: DemoState;
    /** Breaks it off; the next demo begins with it anew. */
    readonly signal: AbortSignal;
    /** Told what a person should know. */
    readonly notice: (text: string) => void;
}

/** Makes and imports the month before today, or finds that an earlier demo did. */
export async function history({ lake, rows, isAnyThere, seed, state, signal, notice }: HistoryProps): Promise<void> {
    const say = (text: string) => {
        signal.throwIfAborted();
        state.history = text;
    };
    try {
        const month = await monthOfHistory({ lake, rows, isAnyThere, seed, onRows: (made) => say(`inventing a month, ${formatted(made)} of ${formatted(rows)} rows`) });
        if (month.rows !== rows) notice(`The month of ${formatted(month.rows)} rows that is there stays; --rows ${rows} adds another.`);
        await importFile(lakePaths(lake), month.file, { steps: new Steps({ begun: (step) => say(`importing a month of ${formatted(month.rows)} rows, ${step}`) }) });
        state.history = null;
    } catch (error) {
        if (!signal.aborted) throw error;
    }
}

const formatted = (count: number): string => count.toLocaleString('en-US');
