import { sqlFile } from '../engine/sql-files.js';
import { type IdColumn, KAGGLE_COLUMNS } from './kaggle-format.js';
import { HAS_SEPARATOR, ID_BRANCHES, REASONS } from './line-reasons.js';

/** Signs for which a line is set aside, where their file is not read right with them. */
export type Refused = 'quotes' | 'zero bytes';

/**
 * SQL that turns the text of a line into typed values, null where it cannot, and the names that sql/history asks for.
 *
 * - Whole numbers may be written `5802432.0`, as a table tool does to a column with gaps. `1.48758E+18` has lost digits and
 *   is no whole number, nor are `1.5`, `0x10` or `1_000`, though DuckDB's cast would take them all.
 * - `rounded_number` takes `1.48758E+18` for 1487580000000000000, digit by digit: a double would make 1487580009286598700 of
 *   `1.4875800092865987e+18` by luck only. What has decimals left is none.
 * - `named_line_sequence` keeps nine digits of the line's place, above all lines of the same millisecond that have no name, and nine of the
 *   name's hash.
 * - `time_of_key` and `number_of_key` are the first 13 and the last 17 digits of an event's key. Dividing a number of 128 bits takes
 *   microseconds; a double of it divides to less than one from the time, and what is left says which side.
 * - A time may end in ` UTC`, `Z` or an offset; without any of them it is UTC. DuckDB's cast to a time without zone passes
 *   over offsets, and that to one with a zone is twenty times slower, so that only times with an offset go there.
 */
export const HISTORY_MACROS = `
set TimeZone = 'UTC';
${sqlFile('dialects/duckdb-spark.sql')}
create or replace temp macro whole_number(digits, plain) as
    case
        when cast(plain as varchar) = digits then plain
        else try_cast(nullif(regexp_extract(digits, '^ *([-+]?[0-9]+)([.]0*)? *$', 1), '') as bigint)
    end;
create or replace temp macro scientific(digits) as
    regexp_extract(digits, '^ *([-+]?[0-9]+)([.]([0-9]*?)0*)?[eE][+]?([0-9]{1,2}) *$', ['whole', 'point', 'part', 'places']);
create or replace temp macro shifted(parts) as
    case
        when length(parts.part) <= try_cast(parts.places as integer)
            then try_cast(concat(parts.whole, rpad(parts.part, try_cast(parts.places as integer), '0')) as bigint)
    end;
create or replace temp macro rounded_number(digits) as
    case when contains(lower(digits), 'e') then shifted(scientific(digits)) end;
create or replace temp macro moment(written) as
    case
        -- a sign behind the date, which has at most ten characters
        when contains(written, '+') or contains(substr(written, 11), '-') then try_cast(trim(written) as timestamptz) at time zone 'UTC'
        else try_cast(written as timestamp)
    end;
create or replace temp macro history_sequence(change_time, change_number) as
    concat(lpad(cast(change_time as varchar), 16, '0'), lpad(cast(change_number as varchar), 19, '0'));
create or replace temp macro nearest_time(event_id) as cast(cast(event_id as double) / 1e17 as bigint);
create or replace temp macro above_nearest(event_id) as cast(cast(event_id as hugeint) - cast(nearest_time(event_id) as hugeint) * 100000000000000000 as bigint);
create or replace temp macro time_of_key(event_id) as nearest_time(event_id) - case when above_nearest(event_id) < 0 then 1 else 0 end;
create or replace temp macro number_of_key(event_id) as above_nearest(event_id) + case when above_nearest(event_id) < 0 then 100000000000000000 else 0 end;
create or replace temp macro line_sequence(event_id) as history_sequence(time_of_key(event_id), number_of_key(event_id));
create or replace temp macro named_line_sequence(event_id, name) as
    history_sequence(
        time_of_key(event_id),
        case
            when name is null then number_of_key(event_id)
            else 1000000000000000000 + number_of_key(event_id) // 100000000 * 1000000000 + cast((md5_number(name) >> 65) % 1000000000 as bigint)
        end
    );
create or replace temp macro derived_id(name) as -1 - cast(md5_number(name) >> 65 as bigint);
`;

const LINE = 'concat(event_time, event_type, product_id, category_id, category_code, brand, price, user_id, user_session)';

/** The reason of a line that is set aside with its quotes as they stand. */
export const HAS_QUOTE = 'has a quote, in a file where a quote is not closed';

/** The values of a line that was set aside, in the order of the format; text, since lists make Parquet slow to write. */
export const LINE_VALUES = `from_json(line_values, '["varchar"]')`;

/**
 * Whether a number that was written as text has more decimals than the type that it was read as. Of very many digits no type has room for
 * all: then the text tells, unless it has an exponent.
 *
 * @param text of the number, with a decimal point
 * @param value what was read
 */
export const hasMoreDecimals = (text: string, value: string, digits: number): string => `(
                    try_cast(${text} as decimal(38, 16)) is distinct from ${value}
                    or (${value} = 0 and try_cast(${text} as double) <> 0)
                    or (not contains(lower(${text}), 'e') and regexp_matches(${text}, '[.][0-9]{${digits}}0*[1-9]'))
                )`;

const REFUSALS: Readonly<Record<Refused, string>> = {
    quotes: `
            when contains(${LINE}, '"') then '${HAS_QUOTE}'`,
    'zero bytes': `
            when contains(${LINE}, chr(0)) then 'has a zero byte (U+0000), which stands in no text'`,
};

/** Milliseconds that an event's key and sequence can hold; a time outside breaks a row rule anyway. */
export const LAST_MILLISECOND = '9999999999998';

/**
 * The lines as raw records of events, each with the other values of its line (`line_...`), from which the records of the
 * other tables are made. Keys derive from content: docs/decisions/0002-physical-format.md
 *
 * @param lines relation of the nine columns as text
 * @param refused signs for which a line is set aside
 * @param roundedIds columns whose numbers may be written as `1.48758E+18`; `line_rounded_…` says where one was
 */
export function typedLines(lines: string, refused: readonly Refused[] = [], roundedIds: readonly IdColumn[] = []): string {
    const id = (column: IdColumn, plain: string) => {
        const exact = `whole_number(${column}, ${plain})`;
        return roundedIds.includes(column) ? `coalesce(${exact}, rounded_number(${column}))` : exact;
    };
    return `
with timed as (
    select
        moment(event_time) as happened_at,
        try_cast(product_id as bigint) as plain_product,
        try_cast(category_id as bigint) as plain_category,
        try_cast(user_id as bigint) as plain_user,
        *
    from ${lines}
),
typed as (
    select
        epoch_ms(case when isfinite(happened_at) then happened_at end) as time_in_ms,
        ${id('product_id', 'plain_product')} as product,
        ${id('category_id', 'plain_category')} as category,
        ${id('user_id', 'plain_user')} as person,
        try_cast(price as decimal(18, 4)) as amount,
        *
    from timed
),
judged as (
    select
        *,
        greatest(0, least(time_in_ms, ${LAST_MILLISECOND})) as key_ms,
        md5_number(concat(person, chr(31), user_session)) as session_hash,
        case${refused.map((sign) => REFUSALS[sign]).join('')}
            when time_in_ms is null then concat('${REASONS.noTime}', coalesce(event_time, 'empty'))
${ID_BRANCHES.map((branch) => `            ${branch}`).join('\n')}
            when (amount is null and price is not null) or contains(price, '_') then concat('${REASONS.noAmount}', price)
            when (length(price) - coalesce(nullif(strpos(price, '.'), 0), length(price)) > 4 or contains(price, 'e') or contains(price, 'E'))
                and ${hasMoreDecimals('price', 'amount', 4)}
                then concat('${REASONS.moreDecimals}', price)
            when ${HAS_SEPARATOR} then '${REASONS.hasSeparator}'
        end as reason
    from typed
)
select
    'I' as Op,
    cast(cast(key_ms as hugeint) * 100000000000000000 + cast(xor(session_hash, md5_number(concat(
        event_type, chr(31), product, chr(31), category, chr(31), category_code, chr(31), brand, chr(31), amount,
        case when key_ms <> time_in_ms then concat(chr(31), time_in_ms) end
    ))) >> 72 as bigint) as decimal(30, 0)) as event_id,
    case when user_session is not null then cast(session_hash >> 48 as decimal(25, 0)) end as session_id,
    product as product_id,
    event_type,
    make_timestamp_ms(time_in_ms) as event_time,
    amount as price,
    cast(1 as integer) as quantity,
    cast(null as decimal(30, 0)) as BI_event_id,
    '' as _dms_seq,
    '' as _dms_commit_ts,
    '' as _dms_stream_position,
    person as line_user_id,
    category as line_category_id,
    category_code as line_category_code,
    brand as line_brand,
    user_session as line_user_session,
    cast(null as varchar) as line_user_external_id,
    cast(null as varchar) as line_product_external_id,
    cast(null as varchar) as line_product_name,
    reason as line_rejected_because,
${roundedIds.map((column) => `    rounded_number(${column}) is not null as line_rounded_${column},\n`).join('')}
    case when reason is not null then cast(to_json([${KAGGLE_COLUMNS.join(', ')}]) as varchar) end as line_values
from judged`;
}
