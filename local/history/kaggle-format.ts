/**
 * The columns of the Kaggle/REES46 files "eCommerce behavior data from multi category store", in their order:
 * https://www.kaggle.com/datasets/mkechinov/ecommerce-behavior-data-from-multi-category-store
 */
export const KAGGLE_COLUMNS = [
    'event_time',
    'event_type',
    'product_id',
    'category_id',
    'category_code',
    'brand',
    'price',
    'user_id',
    'user_session',
] as const;

export type KaggleColumn = (typeof KAGGLE_COLUMNS)[number];

/** Columns of whole numbers of 64 bits, which a table tool may have rounded. */
export const ID_COLUMNS = ['product_id', 'category_id', 'user_id'] as const;

export type IdColumn = (typeof ID_COLUMNS)[number];

/** Without these no event can be told; the others may be missing and are null then. */
export const NEEDED_COLUMNS: readonly KaggleColumn[] = ['event_time', 'event_type', 'product_id', 'price', 'user_id', 'user_session'];
