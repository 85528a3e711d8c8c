import { date, int64, money, optional, required, text, type View } from '../table.js';

export const priceAnomalies: View = {
    name: 'price_anomalies',
    purpose: 'Prices that are far from what the product usually costs, by its own history and whatever other products cost.',
    grain: 'one row per product, day and price that stand out',
    key: ['product_id', 'event_date', 'price'],
    columns: {
        product_id: required(int64, 'Product that has events on at least five days.'),
        event_date: required(date, 'Day in UTC.'),
        price: required(money, 'A price that the product had in events of this day.'),
        product_name: optional(text, 'Name of the product now; null where it has none or was deleted.'),
        brand: required(text, 'Its brand now; unknown where there is none.'),
        category_name: required(text, 'Path of its category now; unknown where there is none.'),
        events: required(int64, 'Events that have it.'),
        usual_price: required(money, 'Median of the different prices of each day, over all days.'),
        usual_deviation: required(money, 'Median of their distances from usual_price.'),
        difference: required(money, 'price - usual_price: more than 5.1891 (3.5 times 1.4826) times usual_deviation and more than a fifth of usual_price, up or down.'),
    },
    example: `
        select product_id, brand, category_name, event_date, price, usual_price, difference
        from price_anomalies
    `,
};
