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
export const PROCESSORS = 4;

/** How long phases take: minutes of a run that takes no event, and processor seconds for a million events. */
export type Durations = Readonly<Record<'factsMinutes' | 'dimensionsMinutes' | 'otherMinutes' | 'factsSeconds' | 'dimensionsSeconds' | 'maintenanceSeconds' | 'verifySeconds', number>>;

/** As docs/cost.md has it. */
export const ASSUMED: Durations = {
    factsMinutes: ASSUMPTIONS.factsMinutes.value,
    dimensionsMinutes: ASSUMPTIONS.dimensionsMinutes.value,
    otherMinutes: ASSUMPTIONS.otherMinutes.value,
    factsSeconds: ASSUMPTIONS.factsSeconds.value,
    dimensionsSeconds: ASSUMPTIONS.dimensionsSeconds.value,
    maintenanceSeconds: ASSUMPTIONS.maintenanceSeconds.value,
    verifySeconds: ASSUMPTIONS.verifySeconds.value,
};

/** How many units of capacity a worker of a type has. */
export const unitsOf = (workerType: Settings['workerType']): number => Number(/\d+/.exec(workerType)![0]);

/**
 * Which phases run how long: a fixed part, and processor seconds for events divided by the processors of all workers but the driver.
 *
 * @param durations of phases, where others are known than those that docs/cost.md assumes
 */
export function runsOf(settings: Settings, { events, months }: Volume, durations: Durations = ASSUMED): readonly Runs[] {
    const { factsMinutes, dimensionsMinutes, otherMinutes, factsSeconds, dimensionsSeconds, maintenanceSeconds, verifySeconds } = durations;
    const [hours, days] = [ASSUMPTIONS.hours.value, ASSUMPTIONS.days.value];
    const weeks = days / 7;
    const run = (phase: string, runs: number, workers: number, limit: number, fixed: number, seconds: number): Runs => {
        const processors = (workers - 1) * unitsOf(settings.workerType) * PROCESSORS;
        return { phase, runs, workers, limit, minutes: fixed + seconds / processors / 60 };
    };
    const million = events / 1e6;
    return [
        run('facts', hours, settings.factsWorkers, settings.factsMinutes, factsMinutes, (million / hours) * factsSeconds),
        run('dimensions', days, settings.dimensionsWorkers, settings.otherMinutes, dimensionsMinutes, million * months * dimensionsSeconds),
        run('maintenance', weeks, settings.otherWorkers, settings.otherMinutes, otherMinutes, (million / weeks) * maintenanceSeconds),
        run('verify', weeks, settings.otherWorkers, settings.otherMinutes, otherMinutes, million * months * verifySeconds),
    ];
}
