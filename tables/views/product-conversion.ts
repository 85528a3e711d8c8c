import { bool, int64, optional, ratio, required, sumOfMoney, text, type View } from '../table.js';

export const productConversion: View = {
    name: 'product_conversion',
    purpose: 'How often each product is viewed, put in the cart and bought, and which share of the sessions that saw it bought it.',
    grain: 'one row per product that has events',
    key: ['product_id'],
    columns: {
        product_id: required(int64, 'Product.'),
        product_name: optional(text, 'Its name now; null where it has none or was deleted.'),
        brand: required(text, 'Its brand now; unknown where there is none.'),
        category_name: required(text, 'Path of its category now; unknown where there is none.'),
        views: required(int64, 'View events.'),
        carts: required(int64, 'Times that it was put in the cart.'),
        purchases: required(int64, 'Purchase events.'),
        units: required(int64, 'Units bought.'),
        buyers: required(int64, 'Different known users who bought it.'),
        revenue: required(sumOfMoney, 'Price times quantity of its purchases; 0 where there are none.'),
        sessions_with_view: required(int64, 'Sessions that viewed it.'),
        sessions_with_view_and_purchase: required(int64, 'Sessions that viewed and bought it, in whatever order.'),
        minimum_sessions: required(int64, 'Sessions that must have viewed a product for its rate to be told; the same in all rows.'),
        has_enough_views: required(bool, 'Whether so many have viewed it.'),
        conversion_rate: optional(ratio, 'sessions_with_view_and_purchase / sessions_with_view; null where too few sessions have viewed it.'),
    },
    example: `
        select product_id, brand, views, sessions_with_view, sessions_with_view_and_purchase, conversion_rate
        from product_conversion
        where views > 0
        order by views desc
    `,
};
