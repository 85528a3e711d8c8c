import { date, int64, ratio, required, type View } from '../table.js';

export const expectedPurchasesByDay: View = {
    name: 'expected_purchases_by_day',
    purpose: 'How many customers are expected to buy on each of the sixty days after the one that predictions are as of.',
    grain: 'one row per day ahead',
    key: ['purchase_date'],
    columns: {
        purchase_date: required(date, 'Day ahead.'),
        customers: required(int64, 'Known users who have bought until the day that predictions are as of: the same number on all days.'),
        expected_customers: required(ratio, 'Sum of their chances of a purchase on that day.'),
    },
    example: `
        select purchase_date, customers, expected_customers
        from expected_purchases_by_day
        order by purchase_date
        limit 3
    `,
};
