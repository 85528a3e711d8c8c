import { date, int64, ratio, required, type View } from '../table.js';

export const purchaseProbabilities: View = {
    name: 'purchase_probabilities',
    purpose: 'How likely each customer buys on each of the sixty days after the one that predictions are as of.',
    grain: 'one row per known user who has bought until the day that predictions are as of, and day ahead',
    key: ['user_id', 'purchase_date'],
    columns: {
        user_id: required(int64, 'User.', { personal: 'pseudonym' }),
        purchase_date: required(date, 'Day ahead.'),
        return_probability: required(ratio, 'Chance to have come back by that day.'),
        purchase_probability: required(ratio, 'Chance of a purchase on that day, be it the next one or a later one.'),
    },
    example: `
        select user_id, purchase_date, return_probability, purchase_probability
        from purchase_probabilities
        order by user_id, purchase_date
        limit 3
    `,
};
