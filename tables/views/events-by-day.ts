import { date, int64, required, sumOfMoney, type View } from '../table.js';

export const eventsByDay: View = {
    name: 'events_by_day',
    purpose: 'What happened day by day (UTC); events count on the day on which they happened.',
    grain: 'one row per day that has events',
    key: ['event_date'],
    columns: {
        event_date: required(date, 'Day in UTC.'),
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
        select event_date, events, views, carts, purchases, users, revenue
        from events_by_day
        order by event_date
        limit 4
    `,
};
