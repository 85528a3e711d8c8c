import { bool, date, int32, int64, type LakeTable, money, optional, required, text, timestamp } from '../table.js';
import { sessionKey } from '../source/keys.js';

/** How far a session came, in the order of the funnel. */
export const FUNNEL_STAGES = ['none', 'view', 'cart', 'purchase'] as const;

export const factSessions: LakeTable = {
    layer: 'model',
    name: 'fact_sessions',
    purpose: 'What each visit came to; most questions are answered from it.',
    grain: 'one row per session that has events',
    key: ['session_id'],
    partition: 'session_date',
    order: ['started_at'],
    columns: {
        session_id: required(sessionKey, 'Session.'),
        user_id: optional(int64, 'Whose visit it is; null where the session is not known or its user was deleted.', { personal: 'pseudonym' }),
        device_type: required(text, 'Kind of device; unknown where there is none.'),
        source_channel: required(text, 'Where the visitor came from; unknown where there is none.'),
        started_at: required(timestamp, 'Its first event, UTC.'),
        ended_at: required(timestamp, 'Its last event, UTC.'),
        session_date: required(date, 'Day of its first event in UTC.'),
        duration_seconds: required(int64, 'Whole seconds from the first to the last event.'),
        events: required(int32, 'Number of events.'),
        views: required(int32, 'Number of views.'),
        carts: required(int32, 'Number of times that a product was put in the cart.'),
        removals: required(int32, 'Number of times that a product was removed from the cart.'),
        purchases: required(int32, 'Number of purchase events.'),
        products_bought: required(int32, 'Number of different products bought.'),
        units_bought: required(int64, 'Units bought.'),
        revenue: required(money, 'Price times quantity of its purchases.'),
        furthest_stage: required(text, 'The furthest that it came.', { values: FUNNEL_STAGES }),
        is_funnel_complete: required(bool, 'A view was followed by a cart and that by a purchase; events of the same time count as in order.'),
        furthest_stage_in_order: required(text, 'The furthest that it came in the order view, cart, purchase: cart only after a view, purchase only after such a cart; events of the same time count as in order.', { values: FUNNEL_STAGES }),
    },
};
