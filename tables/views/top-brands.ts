import { int64, optional, ratio, required, sumOfMoney, text, type View } from '../table.js';

export const topBrands: View = {
    name: 'top_brands',
    purpose: 'Which brands sell best, over all time.',
    grain: 'one row per brand that has purchases',
    key: ['brand'],
    columns: {
        brand: required(text, 'Brand that the product had when it was bought; unknown, ranked like the others, where there is none.'),
        revenue_rank: required(int64, 'Place by revenue from 1, without gaps; of equal revenues the name that sorts first has the better place.'),
        units_rank: required(int64, 'Place by units, in the same way.'),
        purchases: required(int64, 'Purchase events.'),
        units: required(int64, 'Units bought.'),
        buyers: required(int64, 'Different known users who bought.'),
        revenue: required(sumOfMoney, 'Price times quantity of the purchases.'),
        share_of_revenue: optional(ratio, 'revenue / revenue of all brands; null where that is 0.'),
    },
    example: `
        select revenue_rank, units_rank, brand, units, revenue, share_of_revenue
        from top_brands
        order by revenue_rank
    `,
};
