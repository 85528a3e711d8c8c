import type { RawRecord } from '../../specification/raw-record.js';
import { imported } from './made-records.js';

const DAY = 86_400_000;
/** The first of eight months. */
const BEGIN = Date.UTC(2019, 9, 1);
const DAYS = 243;

/**
 * Eight months of a shop with customers who return: each buys again after an interval of their own, of 2 to 60 days, more or less
 * of it, more often at the end of a week; some never return. Each has products of their own and takes popular ones beside.
 *
 * @param customers how many
 * @param seed another history for each
 */
export function purchaseHistory(customers: number, seed: number): RawRecord[] {
    const chance = chances(seed);
    const below = (limit: number) => Math.floor(chance() * limit);
    const records: RawRecord[] = [];
    for (let product = 1; product <= 40; product++) records.push(imported('products', { product_id: product, name: `product ${product}`, price: '5.0000' }, BEGIN));
    let session = 0;
    const comes = (user: number | null, day: number, bought: readonly number[]) => {
        session += 1;
        const time = BEGIN + day * DAY + below(DAY);
        records.push(imported('sessions', { session_id: session, user_id: user }, time));
        for (const [place, product] of [1 + below(40), ...bought].entries()) {
            const event = { event_id: session * 10 + place, session_id: session, product_id: product, event_type: place === 0 ? 'view' : 'purchase', event_time: timeText(time), price: '5.0000', quantity: 1 };
            records.push(imported('events', event, time));
        }
    };
    for (let user = 1; user <= customers; user++) {
        records.push(imported('users', { user_id: user, name: `user ${user}` }, BEGIN));
        const interval = 2 * 30 ** chance();
        const own = [1 + below(40), 1 + below(40), 1 + below(40)];
        let day = below(DAYS);
        while (day < DAYS) {
            // who would come on a Monday or Tuesday mostly waits for the weekend
            if ((day + 1) % 7 < 2 && chance() < 0.6) day += 4;
            if (day >= DAYS) break;
            comes(user, day, [own[below(3)]!, ...(chance() < 0.4 ? [1 + Math.floor(40 * chance() ** 3)] : [])]);
            if (chance() < 0.08) break;
            day += Math.max(1, Math.round(interval * (0.4 + 1.2 * chance())));
        }
    }
    for (let visitor = 0; visitor < customers / 3; visitor++) comes(null, below(DAYS), [1 + below(40)]);
    return records;
}

/** A shop whose every customer buys every so many days, one of them once: what is the same for all is no reason to divide by nothing. */
export function steadyHistory(customers: number, interval: number): RawRecord[] {
    const records: RawRecord[] = [imported('products', { product_id: 1, name: 'product', price: '5.0000' }, BEGIN)];
    for (let user = 1; user <= customers; user++) {
        records.push(imported('users', { user_id: user, name: `user ${user}` }, BEGIN));
        for (let visit = 0; visit < (user === 1 ? 1 : 2 + (user % 6)); visit++) {
            const [time, session] = [BEGIN + (user + visit * interval) * DAY, user * 100 + visit];
            records.push(imported('sessions', { session_id: session, user_id: user }, time));
            records.push(imported('events', { event_id: session, session_id: session, product_id: 1, event_type: 'purchase', event_time: timeText(time), price: '5.0000', quantity: 1 }, time));
        }
    }
    return records;
}

const timeText = (time: number): string => new Date(time).toISOString().slice(0, 23).replace('T', ' ');

/** Numbers from 0 to below 1, the same for a seed: mulberry32. */
function chances(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    };
}
