import { CLICKSTREAM, clickstreamPerMillion, perMillionRequests } from '../../infra/cost/comparison.js';
import { glueItems } from '../../infra/cost/glue-items.js';
import { priceOf, usdOf } from '../../infra/cost/item.js';
import { measuredDurations } from '../../infra/cost/measured-durations.js';
import { PRICES } from '../../infra/cost/prices.js';
import { type Durations, PROCESSORS, runsOf } from '../../infra/cost/runs.js';
import { lateRuns } from '../../infra/cost/shortfalls.js';
import { ASSUMPTIONS, type Volume, VOLUMES } from '../../infra/cost/volumes.js';
import { environments } from '../../infra/environments.js';
import type { Recorded } from '../recorded.js';
import { short } from '../result-text.js';
import { SPARK_RESULTS } from '../spark-results.js';
import { markdownTable } from './markdown-table.js';
import { resultNamed } from './result-named.js';

const { prod: settings } = environments;
const HOURLY = 'processing and modelling, hourly';

/** What the phases would cost on Glue with the settings of prod, by what they took here: its work alone, then by the rule of docs/cost.md. */
export function sparkCost(recorded: Recorded): string {
    const { cores } = recorded.machine;
    const hour = resultNamed(recorded, SPARK_RESULTS.hour);
    const month = resultNamed(recorded, SPARK_RESULTS.month);
    const events = hour.figures['records of events'] ?? NaN;
    const measured = {
        processors: cores,
        hourSeconds: hour.seconds,
        monthSeconds: month.seconds,
        monthRows: recorded.rows,
        daySeconds: resultNamed(recorded, SPARK_RESULTS.day).seconds,
        maintenanceSeconds: resultNamed(recorded, SPARK_RESULTS.maintenance).seconds,
    };
    const workerHours = (hour.seconds * cores) / PROCESSORS / 3600;
    const usd = workerHours * PRICES.glueUnits.usd;
    const durations = measuredDurations(measured);
    const volumes: readonly Volume[] = [
        { ...VOLUMES.month, title: 'such hours all month', events: events * ASSUMPTIONS.hours.value },
        { ...VOLUMES.month, title: 'as many as theirs', events: CLICKSTREAM.requests },
    ];
    return [
        `The work of an hour alone: ${short(hour.seconds)} s × ${cores} processors = ${short(hour.seconds * cores)} processor seconds; / ${PROCESSORS} processors of a worker ${settings.workerType} / 3,600 = ${workerHours.toFixed(4)} worker hours;`,
        `× ${PRICES.glueUnits.usd} USD = ${usd.toFixed(4)} USD for ${count(events)} events: ${perMillion(usd, events)} USD for a million.`,
        '',
        `With the workers of prod, which all are paid until the last is done: minutes of a run of facts = ${ASSUMPTIONS.workerMinutes.value} until workers are there + ${short(hour.seconds)} s / 60`,
        `+ events of the run × ${short(durations.factsSeconds)} processor seconds a million / processors of all workers but one / 60, where ${short(durations.factsSeconds)} = ${short(month.seconds)} s of the month × ${cores} processors × ${ASSUMPTIONS.storageFactor.value} for S3 / ${short(recorded.rows / 1e6)} million rows.`,
        `Those of the daily phase and of maintenance begin with ${ASSUMPTIONS.workerMinutes.value} + ${short(measured.daySeconds)} / 60 and ${ASSUMPTIONS.workerMinutes.value} + ${short(measured.maintenanceSeconds)} / 60; what grows with events there, and all of verify but its start, is assumed ([cost.md](cost.md#assumptions)).`,
        ...volumes.flatMap((volume) => ['', ...volumeTable(volume, durations)]),
    ].join('\n');
}

function volumeTable(volume: Volume, durations: Durations): string[] {
    const items = glueItems(settings, volume, durations);
    const runs = runsOf(settings, volume, durations);
    const lines = runs.map(({ phase, runs: times, workers, minutes }) => {
        const item = items.find(({ what }) => what === phase)!;
        return [phase, `${short(times)} × ${workers} × ${short(minutes)} / 60 = ${short(item.quantity)}`, `× ${priceOf(item).usd} = ${dollars(usdOf(item))}`, perMillion(usdOf(item), volume.events)];
    });
    const total = items.reduce((sum, item) => sum + usdOf(item), 0);
    const theirs = Object.values(CLICKSTREAM.parts).reduce((sum, usd) => sum + usd, 0);
    const late = lateRuns(runs);
    return [
        markdownTable(
            [`${volume.title}: ${count(volume.events)} events a month`, 'runs × workers × minutes / 60 = worker hours', 'USD a month', 'USD for a million events'],
            [':', '-', '-', '-'],
            [
                ...lines,
                ['**Spark together**', '', dollars(total), `**${perMillion(total, volume.events)}**`],
                [`Clickstream Analytics on AWS, ${HOURLY}, of ${count(CLICKSTREAM.requests)}`, '', dollars(CLICKSTREAM.parts[HOURLY]), perMillionRequests(CLICKSTREAM.parts[HOURLY]).toFixed(2)],
                ['Clickstream Analytics on AWS, all its parts', '', dollars(theirs), clickstreamPerMillion().toFixed(2)],
            ],
        ),
        ...(late.length === 0 ? [] : ['', `These settings do not carry it: ${late.join('; ')}.`]),
    ];
}

const count = (value: number): string => Math.round(value).toLocaleString('en-US');

const perMillion = (usd: number, events: number): string => ((usd / events) * 1e6).toFixed(2);

const dollars = (usd: number): string => usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
