import { decimalText } from './canonical-text.js';
import { type Customer, millionths, type PurchaseHistory } from './purchase-history.js';
import type { Row } from './raw-record.js';

const PLACES = 3;

/** How popular a product is. */
interface Popularity {
    /** Its part of the days of customers in the last thirty days. */
    readonly share: number;
    /** Days of customers with it in the last sixty days. */
    readonly days: number;
}

interface Candidate {
    readonly product: string;
    /** The part of the customer's days that it had, those long ago weighing less. */
    readonly share: number;
    readonly score: number;
}

type Popular = ReadonlyMap<string, Popularity>;

function popularityOf({ customers, lastDay }: PurchaseHistory): Popular {
    const days = customers.flatMap((customer) => customer.days.map((day, place) => ({ day, products: customer.products[place]! })));
    const lately = (span: number) => days.filter(({ day }) => day > lastDay - span);
    const with_ = (product: string, span: number) => lately(span).filter(({ products }) => products.has(product)).length;
    const all = new Set(days.flatMap(({ products }) => [...products]));
    return new Map([...all].map((product) => [product, { share: with_(product, 30) / Math.max(1, lately(30).length), days: with_(product, 60) }]));
}

/** Of equal products the one that was bought on more days of the last sixty, then the one with the lower number. */
const byPopularity = (popular: Popular) => (one: string, other: string) => popular.get(other)!.days - popular.get(one)!.days || (BigInt(one) < BigInt(other) ? -1 : 1);

/** The three for which most speaks after so many purchase days of a customer. */
function placed(products: Customer['products'], popular: Popular): Candidate[] {
    const weights = new Map<string, number>();
    for (const [ago, bought] of products.toReversed().entries()) for (const product of bought) weights.set(product, (weights.get(product) ?? 0) + millionths(0.95 ** ago));
    // 1 + 0.95 + 0.9025 …
    const all = 20 * (1 - millionths(0.95 ** products.length) * 0.000_001);
    return [...weights]
        .map(([product, weight]) => {
            const share = (weight * 0.000_001 + 0.5) / (all + 2);
            return { product, share, score: share * Math.sqrt(popular.get(product)!.share + 0.01) };
        })
        .sort((one, other) => other.score - one.score || byPopularity(popular)(one.product, other.product))
        .slice(0, PLACES);
}

/** Each band reaches to twice the score of the one before. */
const bandOf = (score: number): number => 1 + [0.02, 0.04, 0.08, 0.16, 0.32].filter((bound) => score >= bound).length;

/** By band of the score, how often such a prediction of the last day of recent customers came true, beside how often it was to: both twenty more. */
function tried({ customers, lastDay }: PurchaseHistory, popular: Popular): ReadonlyMap<number, number> {
    const found = customers
        .filter(({ days }) => days.at(-1)! > lastDay - 30)
        .flatMap(({ products }) => placed(products.slice(0, -1), popular).map((candidate) => ({ ...candidate, band: bandOf(candidate.score), came: products.at(-1)!.has(candidate.product) })));
    return new Map(
        [...new Set(found.map(({ band }) => band))].map((band) => {
            const ofBand = found.filter((one) => one.band === band);
            const expected = ofBand.reduce((sum, { share }) => sum + millionths(share), 0);
            return [band, (ofBand.filter(({ came }) => came).length + 20) / (expected * 0.000_001 + 20)];
        }),
    );
}

/** The rows of `model.product_predictions`: three products of each customer, of the shop's most popular where they bought fewer. */
export function productRows(history: PurchaseHistory): Row[] {
    const popular = popularityOf(history);
    const times = tried(history, popular);
    const most = [...popular.keys()].sort(byPopularity(popular));
    return history.customers.flatMap(({ user, products }) => {
        const own = placed(products, popular);
        // The first gets the highest of their chances.
        const chances = own.map(({ share, score }) => Math.min(1, share * (times.get(bandOf(score)) ?? 1))).sort((one, other) => other - one);
        const filled = most.filter((product) => !own.some((one) => one.product === product)).slice(0, PLACES - own.length);
        return [
            ...own.map(({ product }, place) => ({ product, before: true, chance: chances[place]! })),
            ...filled.map((product) => ({ product, before: false, chance: popular.get(product)!.share })),
        ].map(({ product, before, chance }, place) => ({
            user_id: user,
            place: String(place + 1),
            product_id: product,
            is_bought_before: String(before),
            probability: decimalText(BigInt(millionths(chance)), 6),
        }));
    });
}
