import { int32, type LakeTable, optional, ratio, required, text } from '../table.js';

export const recurrencePolicies: LakeTable = {
    layer: 'model',
    name: 'recurrence_policies',
    purpose: 'The readings of what a recurrent customer is: what is data here would be a guess in the view recurrent_customers.',
    grain: 'one row per policy',
    key: ['policy'],
    columns: {
        policy: required(text, 'Name of the policy.'),
        reading: required(text, 'The sentence that it reads.'),
        purchase_is: required(text, 'What one purchase is: all that a user buys in a session, or on a day in UTC.', { values: ['session', 'day'] }),
        products_are: required(text, 'How the products of a purchase are counted: different products, units of all lines, or units of the line that has most.', { values: ['distinct products', 'units', 'units of one line'] }),
        minimum_products: required(int32, 'Products that a purchase must have to count.'),
        window_is: required(text, 'Whether the time in which purchases are counted begins with each purchase or is a month of the calendar.', { values: ['sliding', 'calendar month'] }),
        window_days: optional(int32, 'Most days from the first to the last purchase of a sliding window; null for calendar months.'),
        holds: required(text, 'Whether one window with enough purchases is enough, or none may be without them from the first purchase to the last day of the lake.', { values: ['once', 'throughout'] }),
        minimum_purchases: required(int32, 'Purchases that a window must have.'),
        minimum_gaps: required(int32, 'Gaps between purchases that a customer must have to be judged.'),
        highest_deviation_days: optional(ratio, 'Highest standard deviation of the gaps, in days; null where any will do.'),
        purchase_reason: required(text, 'Why a purchase is this.'),
        products_reason: required(text, 'Why products are counted so.'),
        window_reason: required(text, 'Why the window is this, and how often it has to hold.'),
        deviation_reason: required(text, 'Why the deviation may be so high, and so many gaps are needed.'),
    },
};
