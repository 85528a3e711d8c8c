import { expect, test } from 'vitest';
import { environments } from '../environments.js';
import { glueItems } from './glue-items.js';
import { usdOf } from './item.js';
import { measuredDurations } from './measured-durations.js';
import { ASSUMED, runsOf } from './runs.js';
import { VOLUMES } from './volumes.js';

const measured = { processors: 2, hourSeconds: 150, monthSeconds: 360, monthRows: 6_000_000, daySeconds: 240, maintenanceSeconds: 420 };

test('minutes of runs are a minute for the workers and what was measured, events twice as long as from local files', () => {
    // 2 processors for 360 s and 6 million rows are 120 s a million.
    expect(measuredDurations(measured)).toEqual({ ...ASSUMED, factsMinutes: 3.5, factsSeconds: 240, dimensionsMinutes: 5, otherMinutes: 8 });
});

test('runs and prices follow what was measured by the rule of what is assumed', () => {
    const durations = measuredDurations(measured);
    const facts = runsOf(environments.prod, { ...VOLUMES.month, events: 730_000_000 }, durations).find(({ phase }) => phase === 'facts')!;
    // A million events an hour on the eight processors of two workers: 30 s.
    expect(facts).toMatchObject({ runs: 730, workers: 3, minutes: 3.5 + 30 / 60 });
    const price = (volume: typeof VOLUMES.idle) => usdOf(glueItems(environments.prod, volume, durations).find(({ what }) => what === 'maintenance')!);
    // 30.4 / 7 runs of 8 workers for 8 minutes.
    expect(price(VOLUMES.idle)).toBeCloseTo((((30.4 / 7) * 8 * 8) / 60) * 0.308, 6);
});

test('nothing measured leaves what is assumed', () => {
    expect(runsOf(environments.prod, VOLUMES.month)).toEqual(runsOf(environments.prod, VOLUMES.month, ASSUMED));
});
