import { date, int64, required, sumOfMoney, text, type View } from '../table.js';

export const funnelByChannel: View = {
    name: 'funnel_by_channel',
    purpose: 'How many sessions from each channel and device reached each stage of the funnel, day by day (UTC), and what they bought.',
    grain: 'one row per day, kind of device and channel of sessions that began',
    key: ['session_date', 'device_type', 'source_channel'],
    columns: {
        session_date: required(date, 'Day in UTC on which the sessions began; one that goes on after midnight counts here whole, its purchases too.'),
        device_type: required(text, 'Kind of device; unknown where there is none.'),
        source_channel: required(text, 'Where the visitor came from; unknown where there is none.'),
        sessions: required(int64, 'Sessions; like all numbers behind it, additive over any rows of the view, and over those of a day the number of funnel_daily.'),
        sessions_with_view: required(int64, 'Sessions that have a view.'),
        sessions_with_cart: required(int64, 'Sessions that put a product in the cart, with or without a view.'),
        sessions_with_purchase: required(int64, 'Sessions that have a purchase, with or without a view or a cart.'),
        sessions_with_cart_after_view: required(int64, 'Sessions in which a view was followed by a cart.'),
        sessions_complete: required(int64, 'Sessions in which a view was followed by a cart and that by a purchase.'),
        revenue: required(sumOfMoney, 'Price times quantity of the purchases of these sessions.'),
    },
    example: `
        select session_date, device_type, source_channel, sessions, sessions_with_cart_after_view, sessions_complete, revenue
        from funnel_by_channel
        order by session_date, device_type, source_channel
        limit 4
    `,
};
