import { date, int64, optional, ratio, required, sumOfMoney, type View } from '../table.js';

export const funnelDaily: View = {
    name: 'funnel_daily',
    purpose: 'How many sessions and users reached each stage of the funnel, day by day (UTC), and what they bought.',
    grain: 'one row per day on which sessions began',
    key: ['session_date'],
    columns: {
        session_date: required(date, 'Day in UTC on which the sessions began; one that goes on after midnight counts here whole, its purchases too.'),
        sessions: required(int64, 'Sessions.'),
        sessions_with_view: required(int64, 'Sessions that have a view.'),
        sessions_with_cart: required(int64, 'Sessions that put a product in the cart, with or without a view.'),
        sessions_with_purchase: required(int64, 'Sessions that have a purchase, with or without a view or a cart.'),
        sessions_with_cart_after_view: required(int64, 'Sessions in which a view was followed by a cart.'),
        sessions_complete: required(int64, 'Sessions in which a view was followed by a cart and that by a purchase.'),
        users: required(int64, 'Different known users.'),
        users_with_view: required(int64, 'Different known users who viewed a product.'),
        users_with_cart: required(int64, 'Different known users who put a product in the cart.'),
        users_with_purchase: required(int64, 'Different known users who bought.'),
        users_with_cart_after_view: required(int64, 'Different known users with such a session.'),
        users_complete: required(int64, 'Different known users with a session in which a view was followed by a cart and that by a purchase.'),
        view_to_cart_rate: optional(ratio, 'sessions_with_cart / sessions_with_view; above 1 where stages were skipped, null where none has a view.'),
        cart_to_purchase_rate: optional(ratio, 'sessions_with_purchase / sessions_with_cart; above 1 where stages were skipped, null where none has a cart.'),
        view_to_purchase_rate: optional(ratio, 'sessions_with_purchase / sessions_with_view; above 1 where stages were skipped, null where none has a view.'),
        revenue: required(sumOfMoney, 'Price times quantity of the purchases of these sessions.'),
    },
    example: `
        select session_date, sessions, sessions_with_view, sessions_with_cart_after_view, sessions_complete, view_to_purchase_rate
        from funnel_daily
        order by session_date
        limit 5
    `,
};
