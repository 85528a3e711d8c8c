import { ID_COLUMNS, type IdColumn } from './kaggle-format.js';

/** Why a line is set aside, as `_rejected/` tells it; most go on with the value. */
export const REASONS = {
    noTime: 'event_time is no time: ',
    noId: (column: IdColumn) => `${column} is no whole number of 64 bits: `,
    noAmount: 'price is no amount: ',
    moreDecimals: 'price has more than four decimals: ',
    hasSeparator: 'a value has the control character U+001F, which parts values here',
} as const;

/** The columns of ids with their typed ones. */
const TYPED: Readonly<Record<IdColumn, string>> = { product_id: 'product', category_id: 'category', user_id: 'person' };

/** Branches of a `case`, in the SQL of both engines: ids that are none, in typed lines. */
export const ID_BRANCHES = ID_COLUMNS.map((column) => `when ${TYPED[column]} is null and ${column} is not null then concat('${REASONS.noId(column)}', ${column})`);

/** A condition in the SQL of both engines: a text has the sign by which values are parted where their hash is made. */
export const HAS_SEPARATOR = 'contains(event_type, chr(31)) or contains(category_code, chr(31)) or contains(brand, chr(31)) or contains(user_session, chr(31))';
