import { int64, optional, ratio, required, sumOfMoney, text, type View } from '../table.js';

export const funnelByCategory: View = {
    name: 'funnel_by_category',
    purpose: 'How many sessions and users reached each stage of the funnel in each category, over all time, and what they bought.',
    grain: 'one row per category that has events',
    key: ['category_name'],
    columns: {
        category_name: required(text, 'Path of the category that the product had at the time of the event; unknown where there is none.'),
        sessions_with_view: required(int64, 'Sessions that have a view in the category; a session counts in each category that it touched, so these do not add up.'),
        sessions_with_cart: required(int64, 'Sessions that put a product of the category in the cart.'),
        sessions_with_purchase: required(int64, 'Sessions that have a purchase in the category.'),
        sessions_with_cart_after_view: required(int64, 'Sessions in which a view in the category was followed by a cart in it; events of the same time count as in order.'),
        sessions_complete: required(int64, 'Sessions in which that was followed by a purchase in the category.'),
        users_with_view: required(int64, 'Different known users who viewed a product of the category.'),
        users_with_cart: required(int64, 'Different known users who put a product of the category in the cart.'),
        users_with_purchase: required(int64, 'Different known users who bought in the category.'),
        users_with_cart_after_view: required(int64, 'Different known users with a session in which a view was followed by a cart.'),
        users_complete: required(int64, 'Different known users with a session in which that was followed by a purchase.'),
        views: required(int64, 'View events.'),
        carts: required(int64, 'Times that a product was put in the cart.'),
        purchases: required(int64, 'Purchase events.'),
        view_to_cart_rate: optional(ratio, 'sessions_with_cart / sessions_with_view; above 1 where stages were skipped, null where none has a view.'),
        cart_to_purchase_rate: optional(ratio, 'sessions_with_purchase / sessions_with_cart; above 1 where stages were skipped, null where none has a cart.'),
        view_to_purchase_rate: optional(ratio, 'sessions_with_purchase / sessions_with_view; above 1 where stages were skipped, null where none has a view.'),
        revenue: required(sumOfMoney, 'Price times quantity of the purchases in the category; 0 where there are none.'),
    },
    example: `
        select category_name, sessions_with_view, sessions_with_cart_after_view, sessions_complete, revenue
        from funnel_by_category
        order by revenue desc
    `,
};
