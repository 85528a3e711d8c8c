import { decimalText, unscaled } from './canonical-text.js';
import type { Row } from './raw-record.js';
import { countOf, groups, isOfType, known, median, quotient, sales, sum } from './view-arithmetic.js';

const MINIMUM_SESSIONS = 20;

/** What a product is called now; one that was deleted has no name, and is of an unknown brand and category. */
function asItIsNow(id: string, products: readonly Row[]): Row {
    const product = products.find(({ product_id }) => product_id === id);
    return {
        product_name: product?.['product_name'] ?? null,
        brand: product?.['brand'] ?? 'unknown',
        category_name: product?.['category_name'] ?? 'unknown',
    };
}

/** How often each product is viewed and bought. */
export function productConversion(events: readonly Row[], products: readonly Row[]): Row[] {
    return groups(events, 'product_id').map(([id, ofProduct]) => {
        const [views, carts, purchases] = ['view', 'cart', 'purchase'].map((type) => ofProduct.filter(isOfType(type))) as [Row[], Row[], Row[]];
        const viewed = known(views, 'session_id');
        const both = known(views.filter(({ session_id }) => purchases.some((purchase) => purchase['session_id'] === session_id)), 'session_id');
        return {
            product_id: id,
            ...asItIsNow(id, products),
            views: countOf(views),
            carts: countOf(carts),
            purchases: countOf(purchases),
            units: String(sum(purchases, 'quantity')),
            buyers: String(known(purchases, 'user_id')),
            revenue: decimalText(sales(purchases), 4),
            sessions_with_view: String(viewed),
            sessions_with_view_and_purchase: String(both),
            minimum_sessions: String(MINIMUM_SESSIONS),
            has_enough_views: String(viewed >= MINIMUM_SESSIONS),
            conversion_rate: viewed >= MINIMUM_SESSIONS ? quotient(both, viewed) : null,
        };
    });
}

/** What the products of each category or brand cost. */
export function prices(products: readonly Row[], column: 'category_name' | 'brand'): Row[] {
    return groups(
        products.filter(({ price }) => price !== null && unscaled(price!, 4) > 0n),
        column,
    ).map(([name, ofName]) => {
        const inOrder = ofName.map(({ price }) => unscaled(price!, 4)).sort((one, other) => (one < other ? -1 : 1));
        const n = BigInt(inOrder.length);
        const total = inOrder.reduce((all, price) => all + price, 0n);
        const quarters = (share: number) => inOrder[Math.ceil((share * inOrder.length) / 4) - 1]!;
        return {
            [column]: name,
            products: countOf(ofName),
            mean_price: decimalText((2n * total + n) / (2n * n), 4),
            median_price: decimalText(median(inOrder), 4),
            lowest_price: decimalText(inOrder[0]!, 4),
            lower_quartile_price: decimalText(quarters(1), 4),
            upper_quartile_price: decimalText(quarters(3), 4),
            highest_price: decimalText(inOrder.at(-1)!, 4),
            interquartile_range: decimalText(quarters(3) - quarters(1), 4),
        };
    });
}

const FEWEST_DAYS = 5;
const distance = (one: bigint, other: bigint): bigint => (one > other ? one - other : other - one);

/** Prices that are further from the median than 3.5 × 1.4826 median deviations and than a fifth. */
export function priceAnomalies(events: readonly Row[], products: readonly Row[]): Row[] {
    return groups(events, 'product_id').flatMap(([id, ofProduct]) => {
        if (known(ofProduct, 'event_date') < FEWEST_DAYS) return [];
        const observed = groups(ofProduct, ({ event_date, price }) => `${event_date} ${price}`).map(([, same]) => ({ date: same[0]!['event_date']!, price: unscaled(same[0]!['price']!, 4), events: same.length }));
        const usual = median(observed.map(({ price }) => price));
        const deviation = median(observed.map(({ price }) => distance(price, usual)));
        return observed
            .filter(({ price }) => distance(price, usual) * 10_000n > 51_891n * deviation && distance(price, usual) * 5n > usual)
            .map(({ date, price, events: seen }) => ({
                product_id: id,
                event_date: date,
                price: decimalText(price, 4),
                ...asItIsNow(id, products),
                events: String(seen),
                usual_price: decimalText(usual, 4),
                usual_deviation: decimalText(deviation, 4),
                difference: decimalText(price - usual, 4),
            }));
    });
}

/** What sessions put in the cart, took out and left. */
export function cartAbandonment(events: readonly Row[], sessions: readonly Row[]): Row[] {
    return groups(
        sessions.filter(({ carts }) => Number(carts) > 0),
        'session_date',
    ).map(([date, ofDay]) => {
        const abandoned = ofDay.filter(({ purchases }) => Number(purchases) === 0);
        const total = { valueIn: 0n, removed: 0n, valueRemoved: 0n, left: 0n, valueLeft: 0n, sessionsWithRemoval: 0 };
        for (const { session_id: session } of ofDay) {
            let hasRemoval = false;
            for (const [, ofProduct] of groups(events.filter(({ session_id }) => session_id === session), 'product_id')) {
                const carted = ofProduct.filter(isOfType('cart'));
                if (carted.length === 0) continue;
                const worth = carted.map(({ price }) => unscaled(price!, 4)).reduce((most, price) => (price > most ? price : most));
                const units = (type: string) => BigInt(sum(ofProduct.filter(isOfType(type)), 'quantity'));
                const inCart = units('cart');
                const removed = units('remove_from_cart') < inCart ? units('remove_from_cart') : inCart;
                const rest = inCart - units('remove_from_cart') - units('purchase');
                const left = rest > 0n ? rest : 0n;
                total.valueIn += worth * inCart;
                total.removed += removed;
                total.valueRemoved += worth * removed;
                total.left += left;
                total.valueLeft += worth * left;
                hasRemoval ||= removed > 0n;
            }
            if (hasRemoval) total.sessionsWithRemoval++;
        }
        return {
            session_date: date,
            sessions_with_cart: countOf(ofDay),
            sessions_abandoned: countOf(abandoned),
            abandonment_rate: quotient(abandoned.length, ofDay.length),
            sessions_with_removal: String(total.sessionsWithRemoval),
            value_in: decimalText(total.valueIn, 4),
            units_removed: String(total.removed),
            value_removed: decimalText(total.valueRemoved, 4),
            units_left: String(total.left),
            value_left: decimalText(total.valueLeft, 4),
        };
    });
}
