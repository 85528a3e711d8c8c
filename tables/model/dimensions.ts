import { bool, date, int32, int64, type LakeTable, money, optional, required, text, timestamp } from '../table.js';

export const dimUsers: LakeTable = {
    layer: 'model',
    name: 'dim_users',
    purpose: 'Profile of each user, without name or e-mail.',
    grain: 'one row per user that is not deleted',
    key: ['user_id'],
    columns: {
        user_id: required(int64, 'Number of the user.', { personal: 'pseudonym' }),
        email_hash: optional(text, 'Hash of the e-mail address in lower case, keyed by a secret; equal addresses have equal hashes.', { personal: 'pseudonym' }),
        created_at: optional(timestamp, 'When the user registered; in imported history when the user was first seen. UTC.'),
        external_id: optional(text, 'Id that another system gave the user, such as the one in an imported file.', { personal: 'pseudonym' }),
    },
};

export const dimProducts: LakeTable = {
    layer: 'model',
    name: 'dim_products',
    purpose: 'What each product is now.',
    grain: 'one row per product that is not deleted',
    key: ['product_id'],
    columns: {
        product_id: required(int64, 'Number of the product.'),
        product_name: optional(text, 'Name of the product.'),
        brand: required(text, 'Name of its brand; unknown where there is none.'),
        category_id: optional(int64, 'Its category.'),
        category_name: required(text, 'Path of its category from the top, such as electronics.smartphone; unknown where there is none.'),
        price: optional(money, 'Current price of one unit.'),
        stock: optional(int32, 'Units in stock.'),
        external_id: optional(text, 'Id that another system gave the product, such as the code in an imported file.'),
    },
};

export const dimCategories: LakeTable = {
    layer: 'model',
    name: 'dim_categories',
    purpose: 'Where each category stands in the tree.',
    grain: 'one row per category that is not deleted',
    key: ['category_id'],
    columns: {
        category_id: required(int64, 'Number of the category.'),
        parent_id: optional(int64, 'The category that it belongs to; null at the top.'),
        category_name: required(text, 'Path from the top, such as electronics.smartphone; unknown where a name is missing.'),
        top_category_name: required(text, 'Name of the category at the top of its path.'),
        depth: required(int32, 'Number of names in the path.'),
    },
};

export const dimTime: LakeTable = {
    layer: 'model',
    name: 'dim_time',
    purpose: 'The calendar of the days that have events, without gaps. UTC.',
    grain: 'one row per day',
    key: ['event_date'],
    columns: {
        event_date: required(date, 'The day.'),
        year: required(int32, 'Year.'),
        quarter: required(int32, 'Quarter of the year, 1 to 4.'),
        month: required(int32, 'Month of the year, 1 to 12.'),
        day_of_month: required(int32, 'Day of the month, 1 to 31.'),
        day_of_week: required(int32, 'Monday 1 to Sunday 7.'),
        is_weekend: required(bool, 'Saturday or Sunday.'),
        week_start: required(date, 'Monday of its week.'),
        month_start: required(date, 'First day of its month.'),
    },
};
