import { ASSUMED, type Durations } from './runs.js';
import { ASSUMPTIONS } from './volumes.js';

/** Seconds of phases on one machine, with files of its own. */
export interface MeasuredPhases {
    /** Of the machine. */
    readonly processors: number;
    /** Of facts of an hour, whatever came in it. */
    readonly hourSeconds: number;
    /** Of facts of a month, and how many rows that had. */
    readonly monthSeconds: number;
    readonly monthRows: number;
    /** Of dimensions with all their sums and predictions. */
    readonly daySeconds: number;
    readonly maintenanceSeconds: number;
}

/**
 * How long phases take on Glue, by what they took elsewhere. Rather too long than too short: the events that were measured
 * with count as the fixed part of a run, and start and plan of the month as work for its events. What of the daily and weekly phases
 * grows with events stays as it is assumed.
 */
export function measuredDurations({ processors, hourSeconds, monthSeconds, monthRows, daySeconds, maintenanceSeconds }: MeasuredPhases): Durations {
    const minutes = (seconds: number) => ASSUMPTIONS.workerMinutes.value + seconds / 60;
    return {
        ...ASSUMED,
        factsMinutes: minutes(hourSeconds),
        factsSeconds: (ASSUMPTIONS.storageFactor.value * processors * monthSeconds) / (monthRows / 1e6),
        dimensionsMinutes: minutes(daySeconds),
        otherMinutes: minutes(maintenanceSeconds),
    };
}
