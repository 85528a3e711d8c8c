import type { Section } from '../visual.js';

export const customers: Section = {
    title: 'Who comes back?',
    visuals: [
        {
            kind: 'heat map',
            name: 'cohorts',
            title: 'Weeks after the first visit',
            question: 'Which share of the users who came first in a week comes again in later weeks?',
            view: 'cohort_retention',
            across: { title: 'Weeks later', column: 'periods_after', holds: 'number' },
            down: { title: 'First visit in the week from', column: 'cohort_start', holds: 'day' },
            measure: { title: 'Came again', sum: 'users', per: 'cohort_users', format: 'share', wish: 'more' },
            only: { period: 'week', is_period_complete: true },
            filters: {},
            note: 'Over all time; weeks that are not over are left out.',
        },
        {
            kind: 'bars',
            name: 'recurrence',
            title: 'Recurrent customers, by policy',
            question: 'How many customers buy again and again?',
            view: 'recurrence_by_policy',
            by: { title: 'Policy', column: 'policy', holds: 'name' },
            explained: { title: 'Reading', column: 'reading', holds: 'name' },
            measures: [
                { title: 'Recurrent customers', sum: 'recurrent_customers', format: 'count', wish: 'more' },
                { title: 'Customers', sum: 'customers', format: 'count', wish: 'more' },
                { title: 'Share', sum: 'recurrent_customers', per: 'customers', format: 'share', wish: 'more' },
            ],
            isWhole: false,
            most: 20,
            filters: {},
            note: 'Over all time. Each policy is one reading of what recurrent means; model.recurrence_policies has them, and can have others.',
        },
        {
            kind: 'bars',
            name: 'segments',
            title: 'Customers by recency, frequency and value',
            question: 'Which customers carry the revenue, and which are we about to lose?',
            view: 'customer_segments',
            by: { title: 'Segment', column: 'segment', holds: 'name' },
            measures: [
                { title: 'Revenue', sum: 'value', format: 'money', wish: 'more' },
                { title: 'Customers', sum: 'rows', format: 'count', wish: 'more' },
            ],
            isWhole: true,
            most: 10,
            filters: {},
            note: 'Over all time, by the last day of the lake. Champions bought lately, often and much; loyal ones lately and often; new ones once, lately; at risk are those who bought often or much and not lately, lost those who did neither.',
        },
    ],
};
