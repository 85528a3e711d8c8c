/** What a deployment costs: npx tsx infra/cost/show-cost.ts -c SETTING=VALUE … --events N [--months N] [--questions N] */
import { parseArgs } from 'node:util';
import { SettingsError } from '../settings-error.js';
import { builtInventory } from './built-inventory.js';
import { priceOf, total, usdOf } from './item.js';
import { items } from './items.js';
import { shortfalls } from './shortfalls.js';
import { VOLUMES } from './volumes.js';

try {
    const { values } = parseArgs({
        options: { context: { type: 'string', short: 'c', multiple: true, default: [] }, events: { type: 'string', default: '0' }, months: { type: 'string' }, questions: { type: 'string' } },
    });
    const events = numberOf('events', values.events);
    const like = events === 0 ? VOLUMES.idle : VOLUMES.month;
    const volume = { title: 'asked for', events, months: numberOf('months', values.months ?? `${like.months}`), questions: numberOf('questions', values.questions ?? `${like.questions}`) };
    const { settings, inventory } = builtInventory(Object.fromEntries(values.context.map(pairOf)));
    const found = items(settings, inventory, volume);
    for (const item of found) console.log(`${usdOf(item).toFixed(2).padStart(12)}  ${item.service}: ${item.what}, ${item.quantity.toPrecision(4)} × ${priceOf(item).usd} for a ${priceOf(item).unit}`);
    console.log(`${total(found).toFixed(2).padStart(12)}  USD a month${events === 0 ? '' : `, ${((total(found) / events) * 1e6).toFixed(2)} for a million events`}`);
    for (const sentence of shortfalls(settings, volume)) console.log(`The settings do not suffice: ${sentence}.`);
} catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
}

function numberOf(name: string, text: string): number {
    if (!/^\d+$/.test(text)) throw new SettingsError(`--${name} has to be a whole number; it is ${JSON.stringify(text)}.`);
    return Number(text);
}

function pairOf(text: string): readonly [string, string] {
    const at = text.indexOf('=');
    if (at < 1) throw new SettingsError(`-c has to be followed by SETTING=VALUE; it is ${JSON.stringify(text)}.`);
    return [text.slice(0, at), text.slice(at + 1)];
}
