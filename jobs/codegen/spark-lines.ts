import { HAS_SEPARATOR, ID_BRANCHES, REASONS } from '../../local/history/line-reasons.js';
import { KAGGLE_COLUMNS } from '../../local/history/kaggle-format.js';
import { LAST_MILLISECOND } from '../../local/history/line-types.js';

/** In bytes; DuckDB's reader begins at twice as many to set lines aside by their length. */
const LONGEST_LINE = 1_000_000;

/** What a line is parted into at its commas; a quoted value has its quotes doubled. Nothing is tried twice, however long it is. */
const VALUE = '(?:"[^"]*+")++|[^",]*+';

/** Each second hexadecimal digit of eight bytes. */
const LOW_DIGITS = BigInt('0x0F0F0F0F0F0F0F0F');

/**
 * DuckDB's md5_number is the digest as a little-endian number, of which the upper bits are used. In the digits of \`md5\` in
 * reverse order, the two of each byte have changed places: SQL for the number of such digits, and for that of a number whose
 * bytes have them the right way again.
 */
const numberOf = (digits: string) => `cast(conv(${digits}, 16, 10) as bigint)`;
const rightWay = (number: string) => `(shiftleft(${number} & ${LOW_DIGITS}, 4) | (shiftright(${number}, 4) & ${LOW_DIGITS}))`;

/**
 * The lines of a file, `file_lines` (place, from 0, and text), as values; blank ones are none. What only `lake import` can
 * read is told in `refused_because`.
 */
export const PARTED_LINES = `with

ended as (

    select
        place,
        case when endswith(line, chr(13)) then left(line, length(line) - 1) else line end as line
    from file_lines

),

looked_at as (

    select
        place,
        line,
        contains(line, '"') as has_quote
    from ended
    where line <> ''

)

select
    place,
    line,
    case
        when has_quote then transform(
            regexp_extract_all(concat(',', line), ',(${VALUE})', 1),
            part -> case when startswith(part, '"') then replace(substr(part, 2, length(part) - 2), '""', '"') else part end
        )
        else split(line, ',', -1)
    end as parts,
    case
        when octet_length(line) > ${LONGEST_LINE} then 'more than ${LONGEST_LINE} bytes'
        when not is_valid_utf8(line) then 'bytes that are no UTF-8'
        when contains(line, chr(13)) then 'a carriage return within it'
        when contains(line, chr(0)) then 'a zero byte'
        when has_quote and not regexp_like(line, r'^(?:${VALUE})(?:,(?:${VALUE}))*+\\z') then 'a quote that is not closed or stands within a value'
    end as refused_because
from looked_at`;

/** A time as files have it. DuckDB reads others too. */
const OFFSET = '[-+](?:0[0-9]|1[0-4])(?::[0-5][0-9](?::[0-5][0-9])?)?';
const TIME = String.raw`^(?!0000)[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[ T][0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,6})?(?: UTC|Z|${OFFSET})? ?)?\z`;
/** What no engine takes for one: neither has it digits and signs between them nor is it a word that DuckDB knows. */
const NO_TIME = String.raw`^(?:[^0-9]*|[0-9]*)\z`;

const AMOUNT = String.raw`^[-+]?[0-9]{1,20}(?:[.][0-9]{1,20})?(?:[eE][-+]?[0-9]{1,2})?\z`;
/** A sign that no amount has, blanks apart. */
const NO_AMOUNT = String.raw`[^-+0-9.eE\s]`;

/** An id that a table tool has rounded, perhaps. */
const ROUNDED = String.raw`^ *[-+]?[0-9]+(?:[.][0-9]*)?[eE][-+]?[0-9]+ *\z`;

const wholeNumber = (column: string) => `case
            when cast(try_cast(${column} as bigint) as string) = ${column} then try_cast(${column} as bigint)
            else try_cast(nullif(regexp_extract(${column}, r'^ *([-+]?[0-9]+)([.]0*)? *\\z', 1), '') as bigint)
        end`;

const joined = (...values: readonly string[]) => `concat(
            ${values.join(', chr(31),\n            ')}
        )`;
const text = (value: string) => `coalesce(${value}, '')`;
const numberText = (value: string) => text(`cast(${value} as string)`);

/**
 * `named_lines`, the parted lines with the nine columns as text, as raw records of events with the other values of their
 * lines: the same columns and values as those of local/history/line-types.ts. Of a line that is set aside, `line_values` is
 * what is written of it, as JSON: line, text, and whether its file has to be refused for it.
 */
export const TYPED_LINES = `with

typed as (

    select
        *,
        case
            when event_time = 'epoch' then 0
            when regexp_like(event_time, r'${TIME}') then unix_millis(try_cast(event_time as timestamp))
        end as time_in_ms,
        ${wholeNumber('product_id')} as product,
        ${wholeNumber('category_id')} as category,
        ${wholeNumber('user_id')} as person,
        case when regexp_like(price, r'${AMOUNT}') then try_cast(price as decimal(18, 4)) end as amount
    from named_lines

),

hashed as (

    select
        *,
        greatest(0, least(time_in_ms, ${LAST_MILLISECOND})) as key_ms,
        reverse(md5(concat(${numberText('person')}, chr(31), ${text('user_session')}))) as session_digits,
        reverse(md5(${joined(text('event_type'), numberText('product'), numberText('category'), text('category_code'), text('brand'), numberText('amount'))}
            || case when greatest(0, least(time_in_ms, ${LAST_MILLISECOND})) <> time_in_ms then concat(chr(31), cast(time_in_ms as string)) else '' end)) as line_digits
    from typed

),

judged as (

    select
        *,
        ${numberOf('left(session_digits, 14)')} as session_number,
        ${numberOf('substr(session_digits, 15, 6)')} as rest_of_session_number,
        ${numberOf('left(line_digits, 14)')} as line_number,
        size(parts) < column_count()
            or coalesce(get(parts, column_count()) <> '', false) as has_other_count,
        coalesce(
            refused_because,
            case
                when size(parts) > column_count() and get(parts, column_count()) = '' and (size(parts) > column_count() + 1 or endswith(line, '"')) then 'values behind its last column'
                when size(parts) < column_count() or get(parts, column_count()) <> '' then null
                when
                    (time_in_ms is null and (not regexp_like(event_time, r'${TIME}|${NO_TIME}') or contains(lower(event_time), 'epoch')))
                    or (time_in_ms < 0 and regexp_like(event_time, '[.][0-9]{4}'))
                    then concat('the time ', event_time)
                when amount is null and not regexp_like(price, r'${AMOUNT}|${NO_AMOUNT}') then concat('the price ', price)
                when product is null and regexp_like(product_id, r'${ROUNDED}') then concat('the product_id ', product_id, ', which may have lost digits,')
                when category is null and regexp_like(category_id, r'${ROUNDED}') then concat('the category_id ', category_id, ', which may have lost digits,')
                when person is null and regexp_like(user_id, r'${ROUNDED}') then concat('the user_id ', user_id, ', which may have lost digits,')
            end
        ) as cannot_take,
        case
            when size(parts) < column_count() then concat('values: ', column_count(), ' are expected, ', size(parts), ' are there')
            when get(parts, column_count()) <> '' then concat('values: ', column_count(), ' are expected, ', column_count() + 1, ' are there')
            when time_in_ms is null then concat('${REASONS.noTime}', coalesce(event_time, 'empty'))
            ${ID_BRANCHES.join('\n            ')}
            when amount is null and price is not null then concat('${REASONS.noAmount}', price)
            when (length(price) - coalesce(nullif(instr(price, '.'), 0), length(price)) > 4 or contains(price, 'e') or contains(price, 'E'))
                and (
                    try_cast(price as decimal(38, 16)) is distinct from amount
                    or (amount = 0 and try_cast(price as double) <> 0)
                    or (not contains(lower(price), 'e') and regexp_like(price, '[.][0-9]{4}0*[1-9]'))
                )
                then concat('${REASONS.moreDecimals}', price)
            when ${HAS_SEPARATOR} then '${REASONS.hasSeparator}'
        end as reason
    from hashed

)

select
    'I' as Op,
    cast(
        cast(key_ms as decimal(13, 0)) * 100000000000000000
        + ${rightWay('(session_number ^ line_number)')} as decimal(30, 0)
    ) as event_id,
    case
        when user_session is not null
            then cast(cast(${rightWay('session_number')} as decimal(17, 0)) * 16777216 + ${rightWay('rest_of_session_number')} as decimal(25, 0))
    end as session_id,
    product as product_id,
    event_type,
    cast(timestamp_millis(time_in_ms) as timestamp_ntz) as event_time,
    amount as price,
    1 as quantity,
    cast(null as decimal(30, 0)) as BI_event_id,
    '' as _dms_seq,
    '' as _dms_commit_ts,
    '' as _dms_stream_position,
    person as line_user_id,
    category as line_category_id,
    category_code as line_category_code,
    brand as line_brand,
    user_session as line_user_session,
    cast(null as string) as line_user_external_id,
    cast(null as string) as line_product_external_id,
    cast(null as string) as line_product_name,
    coalesce(cannot_take, reason) as line_rejected_because,
    case
        when cannot_take is not null then to_json(named_struct('line', place + 1, 'is_refused', true))
        when has_other_count then to_json(named_struct('line', place + 1, 'text', line))
        when reason is not null then to_json(named_struct('text', array_join(transform(
            array(${KAGGLE_COLUMNS.join(', ')}),
            item -> case when regexp_like(item, '[",]') then concat('"', replace(item, '"', '""'), '"') else coalesce(item, '') end
        ), ',')))
    end as line_values
from judged`;
