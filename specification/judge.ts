import { EVENT_TYPES } from '../tables/source/events.js';
import { keyColumn, sourceTable } from './key.js';
import { millisecondsOf, unscaled } from './canonical-text.js';
import type { RawRecord } from './raw-record.js';

const DAY = 86_400_000;
const YEAR_2000 = Date.UTC(2000, 0, 1);
const YEAR_2100 = Date.UTC(2100, 0, 1);

type IsKept = (record: RawRecord) => boolean;

const isPresent =
    (column: string): IsKept =>
    ({ values }) =>
        (values[column] ?? null) !== null;

const amount = (text: string) => unscaled(text, 4);

/** What each rule of the events asks of a record, in the order in which they are looked at. */
const EVENT_RULES: Readonly<Record<string, IsKept>> = {
    session_present: isPresent('session_id'),
    product_present: isPresent('product_id'),
    event_type_known: ({ values: { event_type } }) => EVENT_TYPES.some((type) => type === event_type),
    price_positive: ({ values: { price } }) => price != null && amount(price) > 0n,
    price_plausible: ({ values: { price } }) => price != null && amount(price) < amount('100000000'),
    quantity_positive: ({ values: { quantity } }) => quantity != null && BigInt(quantity) > 0n,
    quantity_plausible: ({ values: { price, quantity } }) =>
        price != null && quantity != null && BigInt(quantity) <= 1_000_000n && amount(price) * BigInt(quantity) < amount('1000000000'),
    // The limit belongs to the record and never to today, so that whoever judges it later judges alike.
    event_time_plausible: ({ values: { event_time }, isHistory, changedAt }) => {
        if (event_time == null) return false;
        const time = millisecondsOf(event_time);
        return time >= YEAR_2000 && (isHistory ? time < YEAR_2100 : time <= changedAt + DAY);
    },
};

/** The rules of each table besides that of the key. */
const OTHER_RULES: Readonly<Record<string, Readonly<Record<string, IsKept>>>> = { events: EVENT_RULES };

/** Names of a table's rules, in the order in which they are looked at. */
export const ruleNames = (table: string): string[] => ['key_present', ...Object.keys(OTHER_RULES[table] ?? {})];

/** The first row rule that a record breaks, or null. A deletion needs nothing but its key. */
export function firstBrokenRule(record: RawRecord): string | null {
    const key = keyColumn(sourceTable(record.table));
    if (!isPresent(key)(record)) return 'key_present';
    if (record.op === 'D') return null;
    for (const [name, isKept] of Object.entries(OTHER_RULES[record.table] ?? {})) if (!isKept(record)) return name;
    return null;
}
