import { date, int64, optional, required, sumOfMoney, type View } from '../table.js';

export const purchaseIntervals: View = {
    name: 'purchase_intervals',
    purpose: 'How many days pass between the days on which a known user buys.',
    grain: 'one row per user and day with a purchase',
    key: ['user_id', 'purchase_date'],
    columns: {
        user_id: required(int64, 'User.', { personal: 'pseudonym' }),
        purchase_date: required(date, 'Day in UTC on which the user bought.'),
        purchase_number: required(int64, 'Place among the days on which the user bought, from 1.'),
        previous_purchase_date: optional(date, 'The day before on which the user bought; null for the first.'),
        days_since_previous: optional(int64, 'Days from that day to this; null for the first.'),
        sessions: required(int64, 'Sessions in which the user bought on this day.'),
        products: required(int64, 'Different products bought.'),
        units: required(int64, 'Units bought.'),
        revenue: required(sumOfMoney, 'Price times quantity.'),
    },
    example: `
        select user_id, purchase_date, days_since_previous, products, revenue
        from purchase_intervals
        order by user_id, purchase_date
    `,
};
