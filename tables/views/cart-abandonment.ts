import { date, int64, ratio, required, sumOfMoney, type View } from '../table.js';

export const cartAbandonment: View = {
    name: 'cart_abandonment',
    purpose: 'How many sessions put something in the cart and bought nothing, day by day (UTC), and what was taken out and left.',
    grain: 'one row per day on which sessions with a cart began',
    key: ['session_date'],
    columns: {
        session_date: required(date, 'Day in UTC on which the sessions began.'),
        sessions_with_cart: required(int64, 'Sessions that put a product in the cart.'),
        sessions_abandoned: required(int64, 'Those of them that bought nothing.'),
        abandonment_rate: required(ratio, 'sessions_abandoned / sessions_with_cart.'),
        sessions_with_removal: required(int64, 'Sessions that took out of the cart what they had put in.'),
        value_in: required(sumOfMoney, 'What was put in the cart, each product at the highest price at which the session put it in.'),
        units_removed: required(int64, 'Units taken out again, of each product no more than were put in.'),
        value_removed: required(sumOfMoney, 'What they were worth.'),
        units_left: required(int64, 'Units put in less those taken out and bought in the same session, of each product, in whatever order.'),
        value_left: required(sumOfMoney, 'What they were worth.'),
    },
    example: `
        select session_date, sessions_with_cart, sessions_abandoned, value_removed, value_left
        from cart_abandonment
        order by session_date
    `,
};
