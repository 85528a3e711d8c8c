import { date, int32, int64, required, sumOfMoney, text, type View } from '../table.js';

export const activityByHour: View = {
    name: 'activity_by_hour',
    purpose: 'What happened hour by hour of each day (UTC) on each device and from each channel.',
    grain: 'one row per day, hour, kind of device and channel that have events',
    key: ['event_date', 'hour_of_day', 'device_type', 'source_channel'],
    columns: {
        event_date: required(date, 'Day in UTC.'),
        day_of_week: required(int32, 'Monday 1 to Sunday 7, of event_date.'),
        hour_of_day: required(int32, 'Hour in UTC, 0 to 23.'),
        device_type: required(text, 'Kind of device; unknown where there is none.'),
        source_channel: required(text, 'Where the visitor came from; unknown where there is none.'),
        events: required(int64, 'Events; like all numbers behind it, additive over any rows of the view.'),
        views: required(int64, 'View events.'),
        carts: required(int64, 'Times that a product was put in the cart.'),
        removals: required(int64, 'Times that a product was removed from the cart.'),
        purchases: required(int64, 'Purchase events.'),
        units: required(int64, 'Units bought.'),
        revenue: required(sumOfMoney, 'Price times quantity of the purchases; 0 where there are none.'),
    },
    example: `
        select event_date, day_of_week, hour_of_day, events, purchases, revenue
        from activity_by_hour
        order by events desc, event_date, hour_of_day, device_type, source_channel
        limit 4
    `,
};
