import { int64, money, required, text, type View } from '../table.js';

export const priceByCategory: View = {
    name: 'price_by_category',
    purpose: 'What the products of each category cost now: mean, median and spread.',
    grain: 'one row per category that has products with a price',
    key: ['category_name'],
    columns: {
        category_name: required(text, 'Path of the category; unknown where a product has none.'),
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
        select category_name, products, mean_price, median_price, lower_quartile_price, upper_quartile_price
        from price_by_category
        order by category_name
    `,
};
