import { int64, required, type SourceTable, text } from '../table.js';

export const brands: SourceTable = {
    name: 'brands',
    purpose: 'Brands that the shop sells.',
    grain: 'one row per brand',
    key: ['brand_id'],
    columns: {
        brand_id: required(int64, 'Number of the brand; negative where it was derived from a name in imported history.'),
        brand_name: required(text, 'Name of the brand.', { maxLength: 200 }),
    },
    rules: [{ name: 'key_present', column: 'brand_id', meaning: 'The brand has a number.' }],
    history: 'latest',
};
