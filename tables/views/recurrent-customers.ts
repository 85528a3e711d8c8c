import { bool, date, int64, optional, ratio, required, text, type View } from '../table.js';

export const recurrentCustomers: View = {
    name: 'recurrent_customers',
    purpose: 'Who buys again and again, by each policy of model.recurrence_policies, with what it rests on.',
    grain: 'one row per policy and known user who has bought',
    key: ['policy', 'user_id'],
    columns: {
        policy: required(text, 'Policy of model.recurrence_policies.'),
        user_id: required(int64, 'User.', { personal: 'pseudonym' }),
        is_recurrent: required(bool, 'Whether the policy holds.'),
        purchases: required(int64, 'Purchases of the kind that the policy means: sessions or days.'),
        large_purchases: required(int64, 'Those of them that have enough products; all that follows is about these.'),
        first_purchase_date: optional(date, 'Day of the first large one, UTC; null where there is none.'),
        last_purchase_date: optional(date, 'Day of the last large one, UTC; null where there is none.'),
        gaps: required(int64, 'Gaps between them.'),
        longest_gap_days: optional(int64, 'Days of the longest gap; null where there is none.'),
        mean_gap_days: optional(ratio, 'Mean of the gaps in days; null where there is none.'),
        gap_deviation_days: optional(ratio, 'Standard deviation of the gaps in days, of all and not of a sample; null where there is none.'),
        days_since_last: optional(int64, 'Days from the last to the last day of the lake; null where there is none.'),
        windows_kept: required(int64, 'Windows with enough purchases: of sliding ones those that begin with a purchase, or months of the calendar.'),
        windows_broken: required(int64, 'Windows without enough: of sliding ones those that open behind a purchase and are over on the last day of the lake, of months those before its last. A purchase may count in windows_kept and here.'),
    },
    example: `
        select policy, is_recurrent, large_purchases, mean_gap_days, gap_deviation_days, days_since_last, windows_kept, windows_broken
        from recurrent_customers
        where user_id = 1
        order by policy
    `,
};
