import { bool, date, int64, ratio, required, text, type View } from '../table.js';

export const cohortRetention: View = {
    name: 'cohort_retention',
    purpose: 'Of the users who came first in a week or month, how many came and bought in each later one.',
    grain: 'one row per kind of period, period of the first visit and later period in which anyone came',
    key: ['period', 'cohort_start', 'period_start'],
    columns: {
        period: required(text, 'Kind of period: a week from Monday or a month of the calendar, in UTC.', { values: ['week', 'month'] }),
        cohort_start: required(date, 'First day of the period in which these users came first.'),
        period_start: required(date, 'First day of the period in which they are looked for.'),
        periods_after: required(int64, 'Periods from the first to this one; 0 for the first itself.'),
        is_period_complete: required(bool, 'Whether a session of the lake began behind this period; users of one that is not over may still come.'),
        cohort_users: required(int64, 'Known users who came first in that period.'),
        users: required(int64, 'Those of them who came in this one.'),
        buyers: required(int64, 'Those of them who have a purchase in a session of this one.'),
        retention_rate: required(ratio, 'users / cohort_users.'),
    },
    example: `
        select cohort_start, periods_after, is_period_complete, cohort_users, users, retention_rate
        from cohort_retention
        where period = 'month'
        order by cohort_start, periods_after
    `,
};
