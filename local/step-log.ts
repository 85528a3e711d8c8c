import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StepObserver } from './steps.js';

/**
 * Writes each step as a line of JSON to a file: time, the given fields, step, rows, seconds. It has no content of records,
 * so that it may be handed on: of a failure only the class is told, as its sentence may quote values.
 *
 * @param fields what every line has, such as the number of the run
 */
export function stepLog(file: string, fields: Readonly<Record<string, unknown>>): StepObserver {
    const started = performance.now();
    const write = (entry: Record<string, unknown>) => appendFileSync(file, `${JSON.stringify({ time: new Date().toISOString(), ...fields, ...entry })}\n`);
    mkdirSync(dirname(file), { recursive: true });
    write({ event: 'started' });
    return {
        ended: ({ step, rows, seconds }) => write({ event: 'step', step, rows, seconds }),
        closed: (error) => {
            const seconds = Math.round(performance.now() - started) / 1000;
            write(error === undefined ? { event: 'ended', seconds } : { event: 'failed', seconds, error: error instanceof Error ? error.name : typeof error });
        },
    };
}
