import { date, int64, required, sumOfMoney, text, type View } from '../table.js';

export const customerSegments: View = {
    name: 'customer_segments',
    purpose: 'Which known users bought lately, often and much (recency, frequency, value), and the segment that this puts them in.',
    grain: 'one row per user who has bought',
    key: ['user_id'],
    columns: {
        user_id: required(int64, 'User.', { personal: 'pseudonym' }),
        first_purchase_date: required(date, 'Day in UTC of the first session with a purchase.'),
        last_purchase_date: required(date, 'Day in UTC of the last session with a purchase.'),
        recency_days: required(int64, 'Days from then to the last day of the lake, on which its last session began.'),
        frequency: required(int64, 'Sessions with a purchase.'),
        value: required(sumOfMoney, 'Price times quantity of all purchases.'),
        recency_score: required(int64, '1 to 5, 5 is best: in which fifth of the customers by recency; of equal ones all are in the highest that any is in.'),
        frequency_score: required(int64, '1 to 5, by frequency; of equal ones all are in the lowest that any is in.'),
        value_score: required(int64, '1 to 5, by value, in the same way.'),
        segment: required(text, 'Champion: all scores at least 4; loyal: recency and frequency at least 3; new: one session with a purchase, recency at least 4; at risk: recency at most 2, frequency or value at least 4; lost: recency at most 2; occasional: others. The first counts.', { values: ['champion', 'loyal', 'new', 'at risk', 'lost', 'occasional'] }),
    },
    example: `
        select user_id, recency_days, frequency, value, recency_score, frequency_score, value_score, segment
        from customer_segments
        order by value desc
    `,
};
