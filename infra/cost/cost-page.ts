import type { Settings } from '../settings.js';
import { CLICKSTREAM, clickstreamPerMillion } from './comparison.js';
import type { Inventory } from './inventory.js';
import { type Item, priceOf, total, usdOf } from './item.js';
import { items } from './items.js';
import { PRICES, PRICES_OF } from './prices.js';
import { runsOf } from './runs.js';
import { shortfalls } from './shortfalls.js';
import { ASSUMPTIONS, type Volume } from './volumes.js';

/** A deployment and what goes through it. */
export interface CostColumn {
    readonly settings: Settings;
    readonly inventory: Inventory;
    readonly volume: Volume;
}

interface Costed extends CostColumn {
    readonly title: string;
    readonly items: readonly Item[];
}

/** The page docs/cost.md. */
export function costPage(columns: readonly CostColumn[]): string {
    const costed = columns.map((column): Costed => ({ ...column, title: `${column.settings.environment}, ${column.volume.title}`, items: items(column.settings, column.inventory, column.volume) }));
    return [
        '<!-- From infra/ and infra/cost/ by npm run generate. -->',
        '# What it costs',
        '',
        `USD a month in ${PRICES_OF.region} at list prices of ${PRICES_OF.date}, for the settings of infra/environments.ts. Nothing of it was`,
        'on a bill yet: the prices are those that could be learnt, the quantities follow from settings, from what was measured on one',
        'machine, and from assumptions, all of which stand below. Look at Cost Explorer after the first week, by the tag `environment`.',
        '',
        ...summary(costed),
        '',
        ...comparison(costed),
        '',
        '## What does not suffice',
        '',
        'Prices of a column hold only where its settings carry the volume:',
        '',
        ...costed.map(({ title, settings, volume }) => `- ${title}: ${shortfalls(settings, volume).join('; ') || 'nothing is known'}.`),
        '- On Spark at most 6.7 million lines were measured. That a run of facts does not grow with the history it is merged into, and that one',
        '  DMS instance carries a column, are assumptions; at 2,500 events a second load it before it is believed.',
        '',
        '## What is not in it',
        '',
        'Taxes, support, discounts and savings plans; QuickSight or Power BI; the shop itself and what reaches its database; its peaks, since',
        'capacity is that of an average second; the first load of all tables, imports and backfills; copies in other regions; CloudTrail; and what',
        'free tiers take off, but for the first million requests to the catalogue and the backups that Aurora includes.',
        '',
        '## With other settings',
        '',
        'Any setting of [settings.md](settings.md) may be given as to `cdk`, and a volume:',
        '',
        '```sh',
        'npx tsx infra/cost/show-cost.ts -c environment=prod -c alarmEmail=somebody@example.com -c replicationMultiAz=false --events 66600000',
        '```',
        '',
        'Prices stand in `infra/cost/prices.ts`, volumes and assumptions in `infra/cost/volumes.ts`; `npm run generate` writes this page anew.',
        '',
        '## Each item',
        '',
        ...itemTable(costed),
        '',
        '## Runs of the job',
        '',
        ...runTable(costed),
        '',
        '## Assumptions',
        '',
        '| | value | measured |',
        '| --- | --: | --- |',
        ...Object.values(ASSUMPTIONS).map(({ meaning, value, basis }) => `| ${meaning} | ${value.toLocaleString('en-US', { maximumFractionDigits: 3 })} | ${basis} |`),
        '',
        '## Prices',
        '',
        '*read*: in a source of AWS; *told*: by third parties; *assumed*: generally known, or inferred. The last two are to be looked up before',
        'anybody relies on them. Prices of DMS instances were told.',
        '',
        '| USD | for a | sure | to be found at |',
        '| --: | --- | --- | --- |',
        ...Object.entries(PRICES).map(([name, { usd, unit, sure, source }]) => `| ${usd} | ${unit} (\`${name}\`) | ${sure} | ${source} |`),
        '',
    ].join('\n');
}

function summary(costed: readonly Costed[]): readonly string[] {
    const services = [...new Set(costed.flatMap(({ items: all }) => all.map(({ service }) => service)))];
    const of = (wanted: (item: Item) => boolean) => costed.map(({ items: all }) => dollars(total(all.filter(wanted))));
    return [
        ...head('USD a month', costed),
        ...services.map((service) => row(service, of((item) => item.service === service))),
        row('**together**', of(() => true).map((text) => `**${text}**`)),
        row('without the database', of(({ service }) => service !== DATABASE)),
        row('USD for a million events', perMillion(costed, () => true)),
        row('without the database', perMillion(costed, ({ service }) => service !== DATABASE)),
    ];
}

const DATABASE = 'Aurora PostgreSQL';

const perMillion = (costed: readonly Costed[], wanted: (item: Item) => boolean): readonly string[] =>
    costed.map(({ volume, items: all }) => (volume.events === 0 ? '' : (total(all.filter(wanted)) / (volume.events / 1e6)).toFixed(2)));

function comparison(costed: readonly Costed[]): readonly string[] {
    const parts = Object.entries(CLICKSTREAM.parts).map(([part, usd]) => `- ${part}: ${dollars(usd)}`);
    const { title, volume } = costed.at(-1)!;
    return [
        `Beside it: **${clickstreamPerMillion().toFixed(2)} USD for a million requests**, from the [published table](${CLICKSTREAM.source}) of`,
        `Clickstream Analytics on AWS at 1,000 requests a second, ${(CLICKSTREAM.requests / 1e6).toLocaleString('en-US')} million a month, with all that may be chosen:`,
        '',
        ...parts,
        '',
        'It has its own way in instead of a database, and reporting, which this has not; a request of it may carry several events. The row',
        `without the database compares best. ${title}, is ${(volume.events / CLICKSTREAM.requests).toFixed(1)} times its volume.`,
    ];
}

function itemTable(costed: readonly Costed[]): readonly string[] {
    const names = [...new Set(costed.flatMap(({ items: all }) => all.map(({ service, what }) => `${service}: ${what}`)))];
    const cell = (all: readonly Item[], name: string): string => {
        const item = all.find(({ service, what }) => `${service}: ${what}` === name);
        return item === undefined ? '' : `${amount(item.quantity)} × ${priceOf(item).usd} = ${dollars(usdOf(item))}`;
    };
    return [...head('quantity × price = USD', costed), ...names.map((name) => row(name, costed.map(({ items: all }) => cell(all, name))))];
}

function runTable(costed: readonly Costed[]): readonly string[] {
    const phases = runsOf(costed[0]!.settings, costed[0]!.volume).map(({ phase }) => phase);
    const cell = ({ settings, volume }: Costed, phase: string): string => {
        const { runs, workers, minutes } = runsOf(settings, volume).find((one) => one.phase === phase)!;
        return `${amount(runs)} × ${workers} × ${amount(minutes)}`;
    };
    return [...head(`runs × workers × minutes`, costed), ...phases.map((phase) => row(phase, costed.map((column) => cell(column, phase))))];
}

const head = (first: string, costed: readonly Costed[]): readonly string[] => [row(first, costed.map(({ title }) => title)), row('---', costed.map(() => '--:'))];

const row = (first: string, cells: readonly string[]): string => `| ${[first, ...cells].join(' | ')} |`;

const dollars = (usd: number): string => usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const amount = (quantity: number): string => quantity.toLocaleString('en-US', { maximumSignificantDigits: 4 });
