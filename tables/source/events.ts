import { int32, int64, money, required, type SourceTable, text, timestamp } from '../table.js';
import { eventKey, sessionKey } from './keys.js';

/** What a visitor can do, in the order of the funnel; a removal belongs beside the cart. */
export const EVENT_TYPES = ['view', 'cart', 'remove_from_cart', 'purchase'] as const;

export const events: SourceTable = {
    name: 'events',
    purpose: 'What visitors do: view a product, put it in the cart, remove it, buy it.',
    grain: 'one row per event',
    key: ['event_id'],
    columns: {
        event_id: required(eventKey, 'Key of the event, its time in front; in imported history derived from the content of the row.'),
        session_id: required(sessionKey, 'Session in which it happened.'),
        product_id: required(int64, 'Product that it is about.'),
        event_type: required(text, 'What was done.', { values: EVENT_TYPES, maxLength: 20 }),
        event_time: required(timestamp, 'When it happened.'),
        price: required(money, 'Price of one unit at that time.'),
        quantity: required(int32, 'Units; 1 unless said.'),
    },
    references: { session_id: 'sessions', product_id: 'products' },
    rules: [
        { name: 'key_present', column: 'event_id', meaning: 'The event has a key.' },
        { name: 'session_present', column: 'session_id', meaning: 'The event belongs to a session.' },
        { name: 'product_present', column: 'product_id', meaning: 'The event is about a product.' },
        { name: 'event_type_known', column: 'event_type', meaning: `The type is one of ${EVENT_TYPES.join(', ')}.` },
        { name: 'price_positive', column: 'price', meaning: 'The price is above 0.' },
        { name: 'price_plausible', column: 'price', meaning: 'The price is below 100,000,000, so that sums of revenue have room.' },
        { name: 'quantity_positive', column: 'quantity', meaning: 'The quantity is above 0.' },
        { name: 'quantity_plausible', column: 'quantity', meaning: 'The quantity is at most 1,000,000, and price times quantity below 1,000,000,000, so that sums of revenue have room.' },
        {
            name: 'event_time_plausible',
            column: 'event_time',
            meaning: 'The time is from 2000 on and at most a day after the change was committed; in imported history before 2100.',
        },
    ],
    history: 'latest',
    historyTime: 'event_time',
    days: 'event_time',
    order: ['event_time'],
};
