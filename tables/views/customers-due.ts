import { date, int64, optional, ratio, required, text, type View } from '../table.js';

export const customersDue: View = {
    name: 'customers_due',
    purpose: 'The hundred customers who most likely buy within seven days of the day that predictions are as of, and which products.',
    grain: 'one row per user, at most a hundred',
    key: ['user_id'],
    columns: {
        user_id: required(int64, 'User.', { personal: 'pseudonym' }),
        due_rank: required(int64, 'Place by the chance of a purchase from 1; of equal chances the lower number has the better place.'),
        customer_id: required(text, 'Id that the shop gave the user; where there is none, user_id as text.', { personal: 'pseudonym' }),
        return_probability_7_days: required(ratio, 'Chance of a purchase within seven days.'),
        next_purchase_date: required(date, 'The day of the next purchase, if there is one within sixty days: as likely before it as after.'),
        earliest_50: required(date, 'First day of the interval that half of the next purchases lie in, of those within sixty days.'),
        latest_50: required(date, 'Last day of that interval.'),
        first_product: required(text, 'Name of the product that is most likely bought then, else the id that the shop gave it, else product_id.'),
        first_product_probability: required(ratio, 'Chance that it is among what is bought.'),
        second_product: optional(text, 'The next one; null where the shop has sold one product.'),
        second_product_probability: optional(ratio, 'Chance that it is among what is bought.'),
        third_product: optional(text, 'The third one; null where the shop has sold two products.'),
        third_product_probability: optional(ratio, 'Chance that it is among what is bought.'),
    },
    example: `
        select due_rank, customer_id, return_probability_7_days, next_purchase_date, first_product
        from customers_due
        order by due_rank
        limit 3
    `,
};
