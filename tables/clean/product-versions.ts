import { int64, type LakeTable, optional, required } from '../table.js';
import { changeColumns } from './change-columns.js';

const { _change_time, _change_number, _changed_at, _run_id } = changeColumns;

export const productVersions: LakeTable = {
    layer: 'clean',
    name: 'product_versions',
    purpose: 'Which brand and category a product had, and since when: every change of a product but its deletion.',
    grain: 'one row per product and change',
    key: ['product_id', '_change_time', '_change_number'],
    columns: {
        product_id: required(int64, 'Number of the product.'),
        brand_id: optional(int64, 'Brand from this change on.'),
        category_id: optional(int64, 'Category from this change on.'),
        _change_time,
        _change_number,
        _changed_at,
        _run_id: { ..._run_id, meaning: 'The run that applied the change.' },
    },
};
