import { date, int64, required, sumOfMoney, type View } from '../table.js';

export const eventsByWeek: View = {
    name: 'events_by_week',
    purpose: 'What happened week by week (UTC, from Monday); events count in the week in which they happened.',
    grain: 'one row per week that has events',
    key: ['week_start'],
    columns: {
        week_start: required(date, 'Monday of the week.'),
        days: required(int64, 'Days of the week that have events; fewer than 7 in a week of which the lake has only a part.'),
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
        select week_start, days, events, purchases, revenue
        from events_by_week
        order by week_start
        limit 4
    `,
};
