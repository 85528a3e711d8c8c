import { int32, int64, money, optional, required, type SourceTable, text } from '../table.js';

export const products: SourceTable = {
    name: 'products',
    purpose: 'What the shop sells.',
    grain: 'one row per product',
    key: ['product_id'],
    columns: {
        product_id: required(int64, 'Number of the product; negative where it was derived from a text in imported history.'),
        name: optional(text, 'Name of the product.', { maxLength: 300 }),
        brand_id: optional(int64, 'Brand of the product.'),
        category_id: optional(int64, 'Category of the product.'),
        price: optional(money, 'Price of one unit.'),
        stock: optional(int32, 'Units in stock.'),
        external_id: optional(text, 'Id that another system gave the product, such as the code in an imported file.', { maxLength: 200, mayBeAbsent: true }),
    },
    references: { brand_id: 'brands', category_id: 'categories' },
    rules: [{ name: 'key_present', column: 'product_id', meaning: 'The product has a number.' }],
    history: 'latest',
};
