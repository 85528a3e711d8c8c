import type { Section } from '../visual.js';

export const predictions: Section = {
    title: 'Who buys next?',
    visuals: [
        {
            kind: 'list',
            name: 'customers-due',
            title: 'Customers due this week',
            question: 'Who most likely buys within seven days, what will it be, and how sure is that?',
            view: 'customers_due',
            isAboutCustomers: true,
            columns: [
                { title: 'Place', column: 'due_rank', holds: 'number' },
                { title: 'Customer', column: 'customer_id', holds: 'name' },
                { title: 'Chance within 7 days', column: 'return_probability_7_days', holds: 'share' },
                { title: 'Expected day', column: 'next_purchase_date', holds: 'day' },
                { title: 'Half of the chance from', column: 'earliest_50', holds: 'day' },
                { title: 'To', column: 'latest_50', holds: 'day' },
                { title: 'Most likely product', column: 'first_product', holds: 'name' },
                { title: 'Chance of it', column: 'first_product_probability', holds: 'share' },
                { title: 'Second product', column: 'second_product', holds: 'name' },
                { title: 'Chance of the second', column: 'second_product_probability', holds: 'share' },
                { title: 'Third product', column: 'third_product', holds: 'name' },
                { title: 'Chance of the third', column: 'third_product_probability', holds: 'share' },
            ],
            order: [{ column: 'due_rank' }],
            most: 20,
            filters: {},
            note: 'The view has the hundred likeliest, and ./lake predict all; as of the last day of the lake, but at most a week after the last purchase, without purchases that stand alone after that. The expected day is the middle of the next sixty: as many next purchases come before it as after it. The chance of a product is that it is among what is bought then. How right this was in earlier months says ./lake backtest.',
        },
    ],
};
