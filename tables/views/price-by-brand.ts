import { int64, money, required, text, type View } from '../table.js';

export const priceByBrand: View = {
    name: 'price_by_brand',
    purpose: 'What the products of each brand cost now: mean, median and spread.',
    grain: 'one row per brand that has products with a price',
    key: ['brand'],
    columns: {
        brand: required(text, 'Brand; unknown where a product has none.'),
        products: required(int64, 'Products that have a price above 0.'),
        mean_price: required(money, 'Mean of their prices, rounded half up.'),
        median_price: required(money, 'The price in the middle; of an even number the mean of the two in the middle.'),
        lowest_price: required(money, 'Lowest price.'),
        lower_quartile_price: required(money, 'Lowest price that at least a quarter of the products do not exceed.'),
        upper_quartile_price: required(money, 'Lowest price that at least three quarters of the products do not exceed.'),
        highest_price: required(money, 'Highest price.'),
        interquartile_range: required(money, 'upper_quartile_price - lower_quartile_price.'),
    },
    example: `
        select brand, products, mean_price, median_price, lowest_price, highest_price
        from price_by_brand
        order by brand
    `,
};
