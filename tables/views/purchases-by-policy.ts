import { bool, date, int64, required, text, timestamp, type View } from '../table.js';

export const purchasesByPolicy: View = {
    name: 'purchases_by_policy',
    purpose: 'Every purchase of known users as each policy of model.recurrence_policies means it, and whether it is large enough for it.',
    grain: 'one row per policy, known user and purchase',
    key: ['policy', 'user_id', 'purchase_number'],
    columns: {
        policy: required(text, 'Policy of model.recurrence_policies.'),
        user_id: required(int64, 'User.', { personal: 'pseudonym' }),
        purchase_number: required(int64, 'Place among the purchases of the user, from 1, by time.'),
        purchase_date: required(date, 'Day of its first line in UTC.'),
        purchased_at: required(timestamp, 'Time of its first line, UTC.'),
        products: required(int64, 'Its products, counted as the policy says.'),
        is_large: required(bool, 'Whether they are as many as the policy wants.'),
    },
    example: `
        select policy, user_id, purchase_number, purchase_date, products, is_large
        from purchases_by_policy
        where policy = 'every 30 days'
        order by user_id, purchase_number
    `,
};
