import type { StepObserver } from '../../local/steps.js';
import { Progress } from './progress.js';
import { formatCount } from './text-table.js';

/**
 * Shows the steps of the work: on a terminal as one line that is written over; if it is to be verbose, also each step with
 * its seconds and rows as a line of its own on standard error.
 *
 * @param title what the steps belong to
 */
export function watchSteps(title: string, isVerbose: boolean): StepObserver & { readonly end: () => void } {
    const progress = new Progress();
    return {
        begun: (step) => progress.step(`${title}: ${step}`),
        ended: ({ step, seconds, rows }) => {
            if (isVerbose) progress.line(`${title}: ${step}, ${seconds.toFixed(2)} s${rows === undefined ? '' : `, ${formatCount(rows)} rows`}`);
        },
        end: () => progress.end(),
    };
}
