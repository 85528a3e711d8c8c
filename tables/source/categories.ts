import { int64, optional, required, type SourceTable, text } from '../table.js';

export const categories: SourceTable = {
    name: 'categories',
    purpose: 'The tree of product categories.',
    grain: 'one row per category',
    key: ['category_id'],
    columns: {
        category_id: required(int64, 'Number of the category; negative where it was derived from a path in imported history.'),
        category_name: optional(text, 'Name within its parent; null where imported history never names the category.', { maxLength: 200 }),
        parent_id: optional(int64, 'The category that it belongs to; null at the top.'),
    },
    references: { parent_id: 'categories' },
    rules: [{ name: 'key_present', column: 'category_id', meaning: 'The category has a number.' }],
    history: 'latest',
};
