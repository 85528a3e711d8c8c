import { date, int64, ratio, required, text, texts, type View } from '../table.js';

export const nextPurchases: View = {
    name: 'next_purchases',
    purpose: 'When each customer buys next, how likely that is, and which three products it will be: the predictions with names.',
    grain: 'one row per known user who has bought until the day that predictions are as of',
    key: ['user_id'],
    columns: {
        user_id: required(int64, 'User.', { personal: 'pseudonym' }),
        customer_id: required(text, 'Id that the shop gave the user; where there is none, user_id as text.', { personal: 'pseudonym' }),
        as_of_date: required(date, 'The day that predictions are as of, which are of the days after it. Purchases after it, which stand alone, are not counted.'),
        purchase_days: required(int64, 'Days on which the user has bought, up to as_of_date.'),
        last_purchase_date: required(date, 'The last of them.'),
        typical_interval_days: required(ratio, 'Days that usually pass between two of them.'),
        return_probability_7_days: required(ratio, 'Chance of a purchase within seven days.'),
        return_probability_30_days: required(ratio, 'Chance of a purchase within thirty days.'),
        return_probability_60_days: required(ratio, 'Chance of a purchase within sixty days.'),
        next_purchase_date: required(date, 'The day of the next purchase, if there is one within sixty days: as likely before it as after.'),
        earliest_50: required(date, 'First day of the interval that half of the next purchases lie in, of those within sixty days.'),
        latest_50: required(date, 'Last day of that interval.'),
        earliest_90: required(date, 'First day of the interval that nine tenths of them lie in.'),
        latest_90: required(date, 'Last day of that interval.'),
        top_products: required(texts, 'The three products that are most likely bought then, the best first, by the ids that the shop gave them, else by product_id; fewer where the shop has sold fewer.'),
        top_product_names: required(texts, 'Their names in the same order; of a product without a name its id.'),
        top_product_probability: required(ratio, 'Chance that the first of them is among what is bought on the day of the next purchase.'),
    },
    example: `
        select customer_id, next_purchase_date, return_probability_30_days, top_product_names
        from next_purchases
        order by return_probability_30_days desc, user_id
        limit 3
    `,
};
