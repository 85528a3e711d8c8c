import { decimalText, unscaled } from './canonical-text.js';
import type { Published } from './published.js';
import type { Row } from './raw-record.js';
import { countOf, groups } from './view-arithmetic.js';

type Model = Pick<Published, 'customer_predictions' | 'product_predictions' | 'return_curves' | 'dim_users' | 'dim_products'>;

/** What users and products are called: by the shop, and products for people. */
function callers({ dim_users, dim_products }: Pick<Model, 'dim_users' | 'dim_products'>) {
    const rowOf = (rows: readonly Row[], column: string, id: string) => rows.find((row) => row[column] === id);
    const product = (id: string) => rowOf(dim_products, 'product_id', id)?.['external_id'] ?? id;
    return {
        user: (id: string) => rowOf(dim_users, 'user_id', id)?.['external_id'] ?? id,
        product,
        productName: (id: string) => rowOf(dim_products, 'product_id', id)?.['product_name'] ?? product(id),
    };
}

const ofUser = (rows: readonly Row[], user: string): Row[] => rows.filter(({ user_id }) => user_id === user).sort((one, other) => Number(one['place']) - Number(other['place']));

/** When each customer buys next, and which products, by name. */
export function nextPurchases({ customer_predictions: customers, product_predictions: products, ...names }: Model): Row[] {
    const called = callers(names);
    return customers.map(({ purchase_band, interval_step, days_since_last, user_id, as_of_date, ...rest }) => {
        const own = ofUser(products, user_id!).map(({ product_id, probability }) => ({ product: product_id!, probability: probability! }));
        return {
            user_id: user_id!,
            customer_id: called.user(user_id!),
            as_of_date: as_of_date!,
            ...rest,
            top_products: JSON.stringify(own.map(({ product }) => called.product(product))),
            top_product_names: JSON.stringify(own.map(({ product }) => called.productName(product))),
            top_product_probability: own[0]!.probability,
        };
    });
}

/** The same in three columns. */
export const prediccionesClientes = (model: Model): Row[] =>
    nextPurchases(model).map(({ customer_id, next_purchase_date, top_products }) => ({ cliente_id: customer_id!, fecha_estimada: next_purchase_date!, top_productos: top_products! }));

const KIND = ['purchase_band', 'interval_step', 'days_since_last'] as const;

/** Each customer on each day ahead. */
export const purchaseProbabilities = ({ customer_predictions: customers, return_curves: curves }: Model): Row[] =>
    customers.flatMap((customer) =>
        curves
            .filter((day) => KIND.every((column) => day[column] === customer[column]))
            .map(({ purchase_date, return_probability, purchase_probability }) => ({
                user_id: customer['user_id']!,
                purchase_date: purchase_date!,
                return_probability: return_probability!,
                purchase_probability: purchase_probability!,
            })),
    );

/** All customers on each day ahead. */
export const expectedPurchasesByDay = (model: Model): Row[] =>
    groups(purchaseProbabilities(model), 'purchase_date').map(([day, ofDay]) => ({
        purchase_date: day,
        customers: countOf(ofDay),
        expected_customers: decimalText(ofDay.reduce((sum, { purchase_probability }) => sum + unscaled(purchase_probability!, 6), 0n), 6),
    }));

/** The hundred who most likely buy within a week. */
export function customersDue({ customer_predictions: customers, product_predictions: products, ...names }: Model): Row[] {
    const called = callers(names);
    const chance = (row: Row) => unscaled(row['return_probability_7_days']!, 6);
    return customers
        .filter((row) => chance(row) > 0n)
        .sort((one, other) => (chance(one) === chance(other) ? (BigInt(one['user_id']!) < BigInt(other['user_id']!) ? -1 : 1) : chance(one) > chance(other) ? -1 : 1))
        .slice(0, 100)
        .map(({ user_id, return_probability_7_days, next_purchase_date, earliest_50, latest_50 }, place) => {
            const [first, second, third] = ofUser(products, user_id!);
            const named = (row: Row | undefined) => (row === undefined ? null : called.productName(row['product_id']!));
            return {
                user_id: user_id!,
                due_rank: String(place + 1),
                customer_id: called.user(user_id!),
                return_probability_7_days: return_probability_7_days!,
                next_purchase_date: next_purchase_date!,
                earliest_50: earliest_50!,
                latest_50: latest_50!,
                first_product: named(first),
                first_product_probability: first!['probability']!,
                second_product: named(second),
                second_product_probability: second?.['probability'] ?? null,
                third_product: named(third),
                third_product_probability: third?.['probability'] ?? null,
            };
        });
}
