import { type Price, type PriceName, PRICES } from './prices.js';

/** Something that a month costs: a quantity of what has a price. */
export interface Item {
    readonly service: string;
    readonly what: string;
    /** By its name in `PRICES`, or one that depends on a setting. */
    readonly price: PriceName | Pick<Price, 'usd' | 'unit'>;
    /** In units of the price. */
    readonly quantity: number;
}

export const priceOf = ({ price }: Item): Pick<Price, 'usd' | 'unit'> => (typeof price === 'string' ? PRICES[price] : price);

export const usdOf = (item: Item): number => item.quantity * priceOf(item).usd;

export const total = (items: readonly Item[]): number => items.reduce((sum, item) => sum + usdOf(item), 0);
