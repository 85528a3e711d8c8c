import { int32, int64, required, sumOfMoney, type View } from '../table.js';

export const eventsByHour: View = {
    name: 'events_by_hour',
    purpose: 'At which hours of which days of the week (UTC) things happen.',
    grain: 'one row per day of the week and hour that have events',
    key: ['day_of_week', 'hour_of_day'],
    columns: {
        day_of_week: required(int32, 'Monday 1 to Sunday 7, in UTC.'),
        hour_of_day: required(int32, 'Hour in UTC, 0 to 23.'),
        days: required(int64, 'Days that have events in this hour, over which the others are summed.'),
        events: required(int64, 'Events.'),
        views: required(int64, 'View events.'),
        carts: required(int64, 'Times that a product was put in the cart.'),
        removals: required(int64, 'Times that a product was removed from the cart.'),
        purchases: required(int64, 'Purchase events.'),
        sessions: required(int64, 'Different sessions that have events then; one that goes on counts in each, so these do not add up.'),
        users: required(int64, 'Different known users who have events then.'),
        units: required(int64, 'Units bought.'),
        revenue: required(sumOfMoney, 'Price times quantity of the purchases; 0 where there are none.'),
    },
    example: `
        select day_of_week, hour_of_day, days, events, purchases
        from events_by_hour
        order by events desc, day_of_week, hour_of_day
        limit 4
    `,
};
