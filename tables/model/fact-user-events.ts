import { date, int32, int64, type LakeTable, money, optional, required, text, timestamp } from '../table.js';
import { EVENT_TYPES } from '../source/events.js';
import { eventKey, sessionKey } from '../source/keys.js';

export const factUserEvents: LakeTable = {
    layer: 'model',
    name: 'fact_user_events',
    purpose: 'Everything that visitors did, described as it was at that time.',
    grain: 'one row per event',
    key: ['event_id'],
    partition: 'event_date',
    order: ['event_time'],
    columns: {
        event_id: required(eventKey, 'Key of the event, its time in front.'),
        event_time: required(timestamp, 'When it happened, UTC.'),
        event_type: required(text, 'What was done.', { values: EVENT_TYPES }),
        user_id: optional(int64, 'Who did it; null where the session is not known or its user was deleted.', { personal: 'pseudonym' }),
        product_id: required(int64, 'Product that it is about.'),
        price: required(money, 'Price of one unit at that time.'),
        quantity: required(int32, 'Units; 1 unless said.'),
        session_id: required(sessionKey, 'Session in which it happened.'),
        category_name: required(text, 'Path of the category that the product had at that time, such as electronics.smartphone; unknown where there is none.'),
        brand: required(text, 'Brand that the product had at that time; unknown where there is none.'),
        device_type: required(text, 'Kind of device; unknown where there is none.'),
        source_channel: required(text, 'Where the visitor came from; unknown where there is none.'),
        day_of_week: required(int32, 'Day of the week of event_time in UTC, Monday 1 to Sunday 7.'),
        hour_of_day: required(int32, 'Hour of event_time in UTC, 0 to 23.'),
        event_date: required(date, 'Day of event_time in UTC.'),
    },
};
