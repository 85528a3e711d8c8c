import { bool, date, int32, int64, type LakeTable, ratio, required, text } from '../table.js';

/** Names of the factors of a purchase, in the order in which they are fitted. */
export const FACTORS = ['day_of_week', 'purchases', 'ratio', 'recency', 'purchases and recency', 'interval and ratio', 'again'] as const;

export const purchaseFactors: LakeTable = {
    layer: 'model',
    name: 'purchase_factors',
    purpose: 'What raises and lowers the chance of a purchase on a day, and what that rests on: the predictions in full, to be read.',
    grain: 'one row per factor and bands',
    key: ['factor', 'first_band', 'second_band'],
    columns: {
        factor: required(text, 'What the days are told apart by, in the order of fitting: day of the week; purchase days so far; days since the last one in typical intervals (ratio); the same in days (recency); purchases and recency; typical interval and ratio; and again, for a purchase after one that was predicted.', { values: FACTORS }),
        first_band: required(int32, 'Day of the week from Monday 1, or the band of the first measure, as sql/model/purchase_days.sql and risk_days.sql have them; of again and of purchases and recency the band of purchases, of interval and ratio that of the interval.'),
        second_band: required(int32, 'Band of the second measure; of again that of the typical interval; 0 where there is none.'),
        purchases: required(int64, 'Days at risk on which the user bought.'),
        expected: required(ratio, 'Purchases that were expected with the factors before it.'),
        factor_value: required(ratio, '(purchases + 20) / (expected + 20).'),
    },
};

/** What makes users alike: their purchases, typical interval and time since the last purchase. */
const kind = {
    purchase_band: required(int32, 'Band of the purchase days so far: 1, 2, 3, 4 for up to five, 5 for up to nine, 6 for up to nineteen, 7 for more.'),
    interval_step: required(int32, 'Typical interval in steps of 2 %: step s is exp(s / 50) days.'),
    days_since_last: required(int32, 'Days from the last purchase to the day that predictions are as of.'),
};

export const returnCurves: LakeTable = {
    layer: 'model',
    name: 'return_curves',
    purpose: 'How likely users who are alike buy on each of the next sixty days.',
    grain: 'one row per kind of user and day ahead',
    key: ['purchase_band', 'interval_step', 'days_since_last', 'days_ahead'],
    columns: {
        ...kind,
        days_ahead: required(int32, 'Days after the day that predictions are as of, 1 to 60.'),
        purchase_date: required(date, 'That day.'),
        return_probability: required(ratio, 'Chance to have come back by that day.'),
        purchase_probability: required(ratio, 'Chance of a purchase on that day, be it the next one or a later one.'),
    },
};

export const customerPredictions: LakeTable = {
    layer: 'model',
    name: 'customer_predictions',
    purpose: 'Whether and when each customer buys next.',
    grain: 'one row per known user who has bought until the day that predictions are as of',
    key: ['user_id'],
    columns: {
        user_id: required(int64, 'User.', { personal: 'pseudonym' }),
        as_of_date: required(date, 'The day that predictions are as of: the last one with an event, but at most a week after the last purchase. Purchases after it, which stand alone, are not counted.'),
        purchase_days: required(int64, 'Days on which the user has bought, up to as_of_date.'),
        last_purchase_date: required(date, 'The last of them.'),
        ...kind,
        typical_interval_days: required(ratio, 'Days that usually pass between two of them: the mean of the intervals, later ones weighing more, and one of the mean of all users with them.'),
        return_probability_7_days: required(ratio, 'Chance of a purchase within seven days.'),
        return_probability_30_days: required(ratio, 'Chance of a purchase within thirty days.'),
        return_probability_60_days: required(ratio, 'Chance of a purchase within sixty days.'),
        next_purchase_date: required(date, 'The day of the next purchase, if there is one within sixty days: as likely before it as after.'),
        earliest_50: required(date, 'First day of the interval that half of the next purchases lie in, of those within sixty days.'),
        latest_50: required(date, 'Last day of that interval.'),
        earliest_90: required(date, 'First day of the interval that nine tenths of them lie in.'),
        latest_90: required(date, 'Last day of that interval.'),
    },
};

export const productPredictions: LakeTable = {
    layer: 'model',
    name: 'product_predictions',
    purpose: 'The three products that each customer most likely buys next.',
    grain: 'one row per known user who has bought until the day that predictions are as of, and place',
    key: ['user_id', 'place'],
    columns: {
        user_id: required(int64, 'User.', { personal: 'pseudonym' }),
        place: required(int32, '1 for the most likely product.'),
        product_id: required(int64, 'Product.'),
        is_bought_before: required(bool, 'Whether the user has bought it; else it is one of the most popular.'),
        probability: required(ratio, 'Chance that it is among what the user buys on the day of the next purchase.'),
    },
};
