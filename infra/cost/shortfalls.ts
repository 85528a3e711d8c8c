import type { Settings } from '../settings.js';
import { capacityOf } from './items.js';
import { runsOf } from './runs.js';
import type { Volume } from './volumes.js';

/** Where the settings do not suffice for a volume, so that the price would be too low: sentences. */
export function shortfalls(settings: Settings, volume: Volume): readonly string[] {
    const capacity = capacityOf(settings, volume);
    const database = capacity > settings.databaseMaxCapacity ? [`the database needs ${round(capacity)} capacity units on an average, and databaseMaxCapacity is ${settings.databaseMaxCapacity}`] : [];
    const late = runsOf(settings, volume)
        .filter(({ minutes, limit }) => minutes > limit)
        .map(({ phase, minutes, limit }) => `a run of ${phase} takes ${round(minutes)} minutes and is ended after ${limit}`);
    return [...database, ...late];
}

const round = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
