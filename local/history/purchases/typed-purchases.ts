import { literal } from '../../engine/database.js';
import { HAS_QUOTE, hasMoreDecimals, LAST_MILLISECOND, type Refused } from '../line-types.js';
import type { DateOrder, DecimalSign } from './purchase-fields.js';
import { KINDS } from './set-aside-reasons.js';

/** Longest id, in characters, that the lake keeps as it stands; longest name of a product, where a longer one is cut off. */
const LONGEST_ID = 200;
const LONGEST_NAME = 300;

const DAY_IN_MS = 86_400_000;

/** Codes of Online Retail that are goods have a run of five digits, but for two series. */
const ONLINE_RETAIL_GOODS = '[0-9]{5}|^(DCGS|SP[0-9])';

export interface TypedPurchasesProps {
    /** Relation of the fields as text, and of what the file has beside them. */
    readonly lines: string;
    /** All columns of the file as the relation names them, in its order, for the text of a line that is set aside. */
    readonly columns: readonly string[];
    readonly refused: readonly Refused[];
    readonly dateOrder: DateOrder;
    readonly decimal: DecimalSign;
    readonly services: readonly string[];
    /** Do invoices that begin with C and codes without a run of five digits have the meaning that they have there? */
    readonly isOnlineRetail: boolean;
    readonly hasQuantity: boolean;
    /** Milliseconds since 1970; what lies more than a day later is set aside. */
    readonly now: number;
}

/** Price times quantity in a type that holds any two of theirs: DuckDB gives two factors of 18 digits a product of 18, which is too small for these. */
const PRODUCT = 'cast(amount as decimal(20, 4)) * units';

const written = (fields: readonly string[]) => fields.map((field) => `${['time', 'quantity', 'price'].includes(field) ? 'bare' : 'told'}("${field}") as ${field}_text`).join(',\n        ');
const tooLong = (field: string) => `when length(${field}_text) > ${LONGEST_ID} then concat('${field} is longer than ${LONGEST_ID} characters: ', left(${field}_text, 60), '…')`;
const hash = (...values: readonly string[]) => `md5_number(concat(${values.join(', chr(31), ')}))`;

/**
 * The lines as raw records of events, one purchase each, in the columns that `typedLines` gives those of the Kaggle format.
 * Keys are hashes of what a line says, over other texts than those of that format, so that the two never meet.
 */
export function typedPurchases(props: TypedPurchasesProps): string {
    const { lines, columns, refused, dateOrder, decimal, services, isOnlineRetail, hasQuantity, now } = props;
    const line = `concat(${columns.map((column) => `"${column}"`).join(', ')})`;
    const signs: Readonly<Record<Refused, string>> = {
        quotes: `when contains(${line}, '"') then '${HAS_QUOTE}'`,
        'zero bytes': `when contains(${line}, chr(0)) then 'has a zero byte (U+0000), which stands in no text'`,
    };
    const isReturn = isOnlineRetail ? `units < 0 or starts_with(upper(purchase_text), 'C')` : 'units < 0';
    const codes = services.map((code) => literal(code.trim().toUpperCase()));
    const isService = [
        ...(isOnlineRetail ? [`not regexp_matches(upper(product_text), '${ONLINE_RETAIL_GOODS}')`] : []),
        ...(codes.length > 0 ? [`upper(product_text) in (${codes.join(', ')})`] : []),
    ].join(' or ');
    return `
with bared as (
    select
        ${written(['purchase', 'time', 'customer', 'product', 'product_name', 'quantity', 'price'])},
        *
    from ${lines}
),
parted as (
    select
        last_year_parts(time_text) as parts,
        canonical_number(customer_text) as customer_number,
        canonical_number(product_text) as product_number,
        plain_number(price_text, '${decimal}') as plain_price,
        plain_number(quantity_text, '${decimal}') as plain_quantity,
        *
    from bared
),
typed as (
    select
        case
            when is_year_first(time_text) then year_first_ms(time_text)
            when parts.year <> '' then last_year_ms(parts, '${dateOrder}')
        end as time_in_ms,
        coalesce(customer_number, derived_id(customer_text)) as person,
        coalesce(product_number, derived_id(product_text)) as product_key,
        coalesce(cast(customer_number as varchar), customer_text) as customer_id,
        coalesce(cast(product_number as varchar), product_text) as product_code,
        try_cast(plain_price as decimal(18, 4)) as amount,
        ${hasQuantity ? 'try_cast(plain_quantity as decimal(18, 6))' : 'cast(1 as decimal(18, 6))'} as units,
        *
    from parted
),
judged as (
    select
        *,
        greatest(0, least(time_in_ms, ${LAST_MILLISECOND})) as key_ms,
        units <> trunc(units) as is_fraction,
        case
            -- of a purchase
            when purchase_text is not null then ${hash(`'purchase'`, 'person', 'purchase_text')}
            -- of a customer's day
            when person is not null then ${hash(`'day'`, 'person', `time_in_ms // ${DAY_IN_MS}`)}
            -- of the line alone
            else ${hash(`'line'`, 'time_in_ms', 'product_key', 'amount', 'units')}
        end as session_hash,
        case
            ${refused.map((sign) => signs[sign]).join('\n            ')}
            when time_in_ms is null then concat('${KINDS.noTime}: ', coalesce(time_text, 'empty'))
            when time_in_ms > ${now + DAY_IN_MS} then concat('${KINDS.inTheFuture}: ', time_text)
            when product_text is null then '${KINDS.noProduct}: empty'
            when ${isReturn} then concat('${KINDS.return}: ', case when units < 0 then concat('quantity ', quantity_text) else concat('purchase ', purchase_text) end)
            ${isService === '' ? '' : `when ${isService} then concat('${KINDS.service}: ', product_text)`}
            ${hasQuantity ? `when units = 0 or quantity_text is null then concat('${KINDS.noQuantity}: ', coalesce(quantity_text, 'empty'))
            when units is null then concat('quantity is no number: ', quantity_text)
            when units >= 2147483648 then concat('quantity is above 2147483647: ', quantity_text)` : ''}
            when amount is null and price_text is not null then concat('price is no amount: ', price_text)
            when ${hasMoreDecimals('plain_price', 'amount', 4)} then concat('price has more than four decimals: ', price_text)
            ${hasQuantity ? `when ${hasMoreDecimals('plain_quantity', 'units', 6)} then concat('quantity has more than six decimals: ', quantity_text)
            when units <> trunc(units) and amount is not null and try_cast(${PRODUCT} as decimal(18, 4)) is null then concat('price × quantity is above 99999999999999.9999: ', price_text, ' × ', quantity_text)` : ''}
            ${['customer', 'product', 'purchase'].map(tooLong).join('\n            ')}
        end as reason
    from typed
)
select
    'I' as Op,
    cast(cast(key_ms as hugeint) * 100000000000000000 + cast(xor(session_hash, ${hash(`'purchase'`, 'product_key', 'amount', 'units')}) >> 72 as bigint) as decimal(30, 0)) as event_id,
    cast(session_hash >> 48 as decimal(25, 0)) as session_id,
    product_key as product_id,
    'purchase' as event_type,
    make_timestamp_ms(time_in_ms) as event_time,
    -- what is sold by the weight is one unit at the price of the line
    case when is_fraction then try_cast(${PRODUCT} as decimal(18, 4)) else amount end as price,
    case when is_fraction then 1 else try_cast(units as integer) end as quantity,
    cast(null as decimal(30, 0)) as BI_event_id,
    '' as _dms_seq,
    '' as _dms_commit_ts,
    '' as _dms_stream_position,
    person as line_user_id,
    cast(null as bigint) as line_category_id,
    cast(null as varchar) as line_category_code,
    cast(null as varchar) as line_brand,
    purchase_text as line_user_session,
    customer_id as line_user_external_id,
    product_code as line_product_external_id,
    left(product_name_text, ${LONGEST_NAME}) as line_product_name,
    is_fraction as line_is_fraction,
    reason as line_rejected_because,
    case when reason is not null then cast(to_json([${columns.map((column) => `"${column}"`).join(', ')}]) as varchar) end as line_values
from judged`;
}
