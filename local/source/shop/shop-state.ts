import type { Row, TableName } from './change.js';
import type { Random } from './random.js';

/** A product that the shop offers. */
export interface Product {
    id: number;
    brand: number | null;
    category: number | null;
    /** In ten-thousandths. */
    price: number | null;
    stock: number | null;
    /** May there be events about it? Those forbid to delete it. */
    isSeen: boolean;
    /** Has an open transaction changed it? */
    isLocked: boolean;
}

/** A visitor who is in the shop. */
export interface Visit {
    session: number;
    user: number | null;
    stepsLeft: number;
    looksAt: Product;
    readonly cart: { readonly product: Product; readonly quantity: number }[];
}

/** An event that was written lately and may yet be corrected. */
export interface RecentEvent {
    id: string;
    session: number;
    product: number;
    type: string;
    /** Epoch milliseconds. */
    time: number;
    /** In ten-thousandths. */
    price: number;
    quantity: number;
}

/** Keys begin here, so that rows which people insert by hand get numbers far below. */
export const FIRST_KEY = 1_000_000_001;

/** How much of a list is remembered beyond what the shop began with. */
const LEAST_REMEMBERED = 5000;
const MOST_RECENT_EVENTS = 1000;
const MOST_BRANDS = 1000;

/**
 * What the simulator remembers of the shop. It is bounded: who was not seen for long is forgotten and never comes back, though
 * the rows stay.
 */
export class ShopState {
    /** Simulated time, epoch milliseconds. */
    clock: number;
    users: number[] = [];
    products: Product[] = [];
    brands: number[] = [];
    categories: number[] = [];
    visits: Visit[] = [];
    recentEvents: RecentEvent[] = [];
    readonly nextKey: Record<Exclude<TableName, 'events'>, number> = {
        users: FIRST_KEY,
        brands: FIRST_KEY,
        categories: FIRST_KEY,
        products: FIRST_KEY,
        sessions: FIRST_KEY,
    };
    private eventNumber = 0;
    private place = 0;
    private readonly most: { readonly users: number; readonly products: number };

    constructor({ clock, users, products }: { readonly clock: number; readonly users: number; readonly products: number }) {
        this.clock = clock;
        this.most = { users: Math.max(LEAST_REMEMBERED, 2 * users), products: Math.max(LEAST_REMEMBERED, 2 * products) };
    }

    /** How many rows of a table are remembered at most. */
    remembers(table: 'users' | 'products' | 'brands' | 'categories'): number {
        return table === 'users' || table === 'products' ? this.most[table] : MOST_BRANDS;
    }

    newKey(table: keyof ShopState['nextKey']): number {
        return this.nextKey[table]++;
    }

    /**
     * A key as the table's default makes it, the time in front. Behind it the default counts from 1; the 1 in front of this
     * number keeps the two apart.
     */
    newEventKey(at: number): string {
        return `${Math.floor(at)}1${String(this.eventNumber++).padStart(16, '0')}`;
    }

    /** Remembers one more, and if there are too many, forgets another in its place. */
    remember(table: 'users' | 'brands' | 'categories', key: number, random: Random): void {
        addWithin(this[table], key, this.remembers(table), random);
    }

    rememberProduct(product: Product, random: Random): void {
        addWithin(this.products, product, this.most.products, random);
    }

    rememberEvent(event: RecentEvent): void {
        this.recentEvents[this.place] = event;
        this.place = (this.place + 1) % MOST_RECENT_EVENTS;
    }

    forgetEvents(isForgotten: (event: RecentEvent) => boolean): void {
        this.recentEvents = this.recentEvents.filter((event) => !isForgotten(event));
        this.place = this.recentEvents.length % MOST_RECENT_EVENTS;
    }
}

function addWithin<T>(list: T[], item: T, most: number, random: Random): void {
    if (list.length < most) list.push(item);
    else list[random.between(0, most - 1)] = item;
}

/** An event as its row. */
export const eventRow = ({ id, session, product, type, time, price, quantity }: RecentEvent): Row => ({
    event_id: id,
    session_id: session,
    product_id: product,
    event_type: type,
    event_time: timeText(time),
    price: amountText(price),
    quantity,
});

/** @param at epoch milliseconds */
export const timeText = (at: number): string => new Date(Math.floor(at)).toISOString();

/** @param amount in ten-thousandths */
export const amountText = (amount: number): string => (amount / 10_000).toFixed(amount % 100 === 0 ? 2 : 4);
