import { date, int32, int64, type LakeTable, money, optional, required, timestamp } from '../table.js';
import { eventKey, sessionKey } from '../source/keys.js';

export const factPurchases: LakeTable = {
    layer: 'model',
    name: 'fact_purchases',
    purpose: 'The purchases among the events, for questions about purchases alone: they are few of them.',
    grain: 'one row per purchase event',
    key: ['event_id'],
    order: ['event_time'],
    columns: {
        event_id: required(eventKey, 'Key of the event, its time in front.'),
        event_time: required(timestamp, 'When it happened, UTC.'),
        event_date: required(date, 'Day of event_time in UTC.'),
        user_id: optional(int64, 'Who bought; null where the session is not known or its user was deleted.', { personal: 'pseudonym' }),
        session_id: required(sessionKey, 'Session in which it happened.'),
        product_id: required(int64, 'Product that was bought.'),
        price: required(money, 'Price of one unit at that time.'),
        quantity: required(int32, 'Units.'),
    },
};
