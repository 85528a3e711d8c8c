import { date, int64, required, sumOfMoney, text, type View } from '../table.js';

export const activityByDay: View = {
    name: 'activity_by_day',
    purpose: 'What happened day by day (UTC) in each category, brand, device and channel.',
    grain: 'one row per day, category, brand, kind of device and channel that have events',
    key: ['event_date', 'category_name', 'brand', 'device_type', 'source_channel'],
    columns: {
        event_date: required(date, 'Day in UTC.'),
        category_name: required(text, 'Path of the category that the product had at that time; unknown where there is none.'),
        brand: required(text, 'Brand that the product had at that time; unknown where there is none.'),
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
        select event_date, category_name, brand, events, purchases, units, revenue
        from activity_by_day
        order by revenue desc, event_date, category_name, brand
        limit 4
    `,
};
