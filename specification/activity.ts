import { decimalText } from './canonical-text.js';
import type { Row } from './raw-record.js';
import { countOf, groups, isOfType, known, sales, sum } from './view-arithmetic.js';

/** What events come to, in numbers that add up; `others`, which do not, stand behind the numbers of events. */
function measures(events: readonly Row[], others: Row = {}): Row {
    const of = (type: string) => events.filter(isOfType(type));
    const purchases = of('purchase');
    return {
        events: countOf(events),
        views: countOf(of('view')),
        carts: countOf(of('cart')),
        removals: countOf(of('remove_from_cart')),
        purchases: countOf(purchases),
        ...others,
        units: String(sum(purchases, 'quantity')),
        revenue: decimalText(sales(purchases), 4),
    };
}

/** What happened in each stretch of time, with who was there. */
export function activity(events: readonly Row[], keyOf: (event: Row) => Row, hasDays = false): Row[] {
    return groups(events, (event) => JSON.stringify(keyOf(event))).map(([key, ofKey]) => ({
        ...(JSON.parse(key) as Row),
        ...(hasDays ? { days: String(known(ofKey, 'event_date')) } : {}),
        ...measures(ofKey, { sessions: String(known(ofKey, 'session_id')), users: String(known(ofKey, 'user_id')) }),
    }));
}

/** What happened in each combination of values of some columns, in numbers that add up. */
export function happened(events: readonly Row[], columns: readonly string[]): Row[] {
    const valuesOf = (event: Row) => columns.map((column) => event[column]!);
    return groups(events, (event) => JSON.stringify(valuesOf(event))).map(([, alike]) => ({ ...Object.fromEntries(columns.map((column) => [column, alike[0]![column]!])), ...measures(alike) }));
}
