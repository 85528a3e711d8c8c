import type { Settings } from '../settings.js';
import { capacityOf } from './items.js';
import { type Runs, runsOf } from './runs.js';
import type { Volume } from './volumes.js';

/** Where the settings do not suffice for a volume, so that the price would be too low: sentences. */
export function shortfalls(settings: Settings, volume: Volume): readonly string[] {
    const capacity = capacityOf(settings, volume);
    const database = capacity > settings.databaseMaxCapacity ? [`the database needs ${round(capacity)} capacity units on an average, and databaseMaxCapacity is ${settings.databaseMaxCapacity}`] : [];
    return [...database, ...lateRuns(runsOf(settings, volume))];
}

/** Runs that the settings end before they are done: sentences. */
export const lateRuns = (runs: readonly Runs[]): readonly string[] =>
    runs.filter(({ minutes, limit }) => minutes > limit).map(({ phase, minutes, limit }) => `a run of ${phase} takes ${round(minutes)} minutes and is ended after ${limit}`);

const round = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
