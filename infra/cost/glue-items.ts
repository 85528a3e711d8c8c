import type { Settings } from '../settings.js';
import type { Item } from './item.js';
import { ASSUMED, type Durations, runsOf, unitsOf } from './runs.js';
import { ASSUMPTIONS, type Volume } from './volumes.js';

/** A million of requests is free, of every month. */
const FREE_REQUESTS = 1e6;

/** What the job and the catalogue cost. @param durations as `runsOf` has them */
export function glueItems(settings: Settings, volume: Volume, durations: Durations = ASSUMED): readonly Item[] {
    const service = 'Glue';
    const price = settings.workerType.startsWith('R.') ? 'glueMemoryUnits' : 'glueUnits';
    const phases = runsOf(settings, volume, durations);
    const requests = phases.reduce((sum, { runs }) => sum + runs, 0) * ASSUMPTIONS.catalogueRequests.value;
    return [
        ...phases.map(({ phase, runs, workers, minutes }): Item => ({ service, what: phase, price, quantity: (runs * workers * unitsOf(settings.workerType) * minutes) / 60 })),
        { service, what: 'catalogue', price: 'catalogueRequests', quantity: Math.max(0, requests - FREE_REQUESTS) / 1e6 },
    ];
}
