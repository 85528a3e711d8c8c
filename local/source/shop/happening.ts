import { VISITOR_HAPPENINGS } from './browse.js';
import { catalogueHappenings } from './catalogue-happenings.js';
import { eventHappenings } from './event-happenings.js';
import type { Happen } from './shop.js';
import { transactionHappenings } from './transaction-happenings.js';
import { userHappenings } from './user-happenings.js';
import { valueHappenings } from './value-happenings.js';

/** What can happen beside visits, by its name. */
export const UNUSUAL = { ...catalogueHappenings, ...userHappenings, ...eventHappenings, ...valueHappenings, ...transactionHappenings } as const satisfies Record<string, Happen>;

/** Everything that can happen in the shop. */
export const HAPPENINGS = ['opening', ...VISITOR_HAPPENINGS, ...(Object.keys(UNUSUAL) as (keyof typeof UNUSUAL)[]), 'rolled_back', 'long_transaction'] as const;
export type Happening = (typeof HAPPENINGS)[number];

/** What happens more often than the rest, which counts 1 each. */
export const WEIGHTS: Readonly<Partial<Record<Happening, number>>> = {
    repricing: 6,
    restocked: 6,
    promotion: 3,
    product_added: 2,
    product_renamed: 2,
    user_changed: 4,
    late_event: 6,
    event_price_corrected: 2,
    event_quantity_corrected: 2,
    strange_text: 4,
    null_value: 4,
    rolled_back: 3,
    savepoint_rolled_back: 2,
    long_transaction: 2,
};

/**
 * What takes or changes keys, and with them rows that an open transaction refers to. While one is open none of these happens:
 * it would wait for the lock, and the open one for it.
 */
export const TOUCHES_KEYS: ReadonlySet<Happening> = new Set<Happening>([
    'product_deleted',
    'product_key_changed',
    'brand_deleted',
    'brand_key_changed',
    'category_deleted',
    'category_key_changed',
    'user_deleted',
    'user_key_changed',
    'session_deleted',
    'session_key_changed',
]);
