import { int64, optional, ratio, required, text, type View } from '../table.js';

export const recurrenceByPolicy: View = {
    name: 'recurrence_by_policy',
    purpose: 'How many of those who have bought buy again and again, by each policy of model.recurrence_policies.',
    grain: 'one row per policy, also where nobody has bought',
    key: ['policy'],
    columns: {
        policy: required(text, 'Policy of model.recurrence_policies.'),
        reading: required(text, 'The sentence that it reads.'),
        customers: required(int64, 'Known users who have bought, however little; the same in all rows.'),
        recurrent_customers: required(int64, 'Those of them for whom the policy holds.'),
        recurrent_share: optional(ratio, 'recurrent_customers / customers; null where there are no customers.'),
    },
    example: `
        select policy, customers, recurrent_customers, recurrent_share
        from recurrence_by_policy
        order by policy
    `,
};
