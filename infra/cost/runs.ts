import type { Settings } from '../settings.js';
import { ASSUMPTIONS, type Volume } from './volumes.js';

/** The runs of a phase in a month, if every worker stays to the end. */
export interface Runs {
    readonly phase: string;
    readonly runs: number;
    readonly workers: number;
    /** That one run takes. */
    readonly minutes: number;
    /** After which the settings end it. */
    readonly limit: number;
}

/** Each has four processors for each unit: https://docs.aws.amazon.com/glue/latest/dg/worker-types.html */
const PROCESSORS = 4;

/** How many units of capacity a worker of a type has. */
export const unitsOf = (workerType: Settings['workerType']): number => Number(/\d+/.exec(workerType)![0]);

/** Which phases run how long: a fixed part, and processor seconds for events divided by the processors of all workers but the driver. */
export function runsOf(settings: Settings, { events, months }: Volume): readonly Runs[] {
    const { hours, days, factsMinutes, dimensionsMinutes, otherMinutes, factsSeconds, dimensionsSeconds, maintenanceSeconds, verifySeconds } = ASSUMPTIONS;
    const weeks = days.value / 7;
    const run = (phase: string, runs: number, workers: number, limit: number, fixed: number, seconds: number): Runs => {
        const processors = (workers - 1) * unitsOf(settings.workerType) * PROCESSORS;
        return { phase, runs, workers, limit, minutes: fixed + seconds / processors / 60 };
    };
    const million = events / 1e6;
    return [
        run('facts', hours.value, settings.factsWorkers, settings.factsMinutes, factsMinutes.value, (million / hours.value) * factsSeconds.value),
        run('dimensions', days.value, settings.dimensionsWorkers, settings.otherMinutes, dimensionsMinutes.value, million * months * dimensionsSeconds.value),
        run('maintenance', weeks, settings.otherWorkers, settings.otherMinutes, otherMinutes.value, (million / weeks) * maintenanceSeconds.value),
        run('verify', weeks, settings.otherWorkers, settings.otherMinutes, otherMinutes.value, million * months * verifySeconds.value),
    ];
}
