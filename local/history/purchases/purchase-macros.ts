/**
 * SQL that reads the values of purchases, whose way of writing was told from the whole file before. `HISTORY_MACROS` come first.
 *
 * - `bare` is a text without blanks at its ends, null where nothing is left.
 * - `told` is the same, null also for what programs write where they have nothing.
 * - `canonical_number` is the whole number that an id is: `17850` and `17850.0`, but neither `0017` nor `-5`, which are texts.
 * - `last_year_parts` are those of a date whose year stands last, `first` and `second` as they come.
 * - `clock` is the time of a day in milliseconds, with or without AM and PM; midnight where there is none.
 * - `plain_number` is an amount as casts take it, without groups of thousands and with a point before its decimals; null where
 *   it is none.
 */
export const PURCHASE_MACROS = String.raw`
create or replace temp macro bare(written) as nullif(trim(written, concat(' ', chr(9), chr(10), chr(13), chr(160), chr(65279))), '');
create or replace temp macro told(written) as
    case when lower(bare(written)) not in ('nan', 'null', 'none', 'n/a', '#n/a', '<na>', 'nat', '\n') then bare(written) end;
create or replace temp macro canonical_number(written) as
    try_cast(nullif(regexp_extract(written, '^(0|[1-9][0-9]*)([.]0+)?$', 1), '') as bigint);
create or replace temp macro last_year_parts(written) as
    regexp_extract(
        written,
        '^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.]([0-9]{1,3})[0-9]*)?)?(?: ?([AaPp])[.]?[Mm][.]?)?)?$',
        ['first', 'second', 'year', 'hour', 'minute', 'seconds', 'fraction', 'half']
    );
create or replace temp macro clock(parts) as
    case
        when parts.hour = '' then 0
        when try_cast(parts.minute as integer) > 59 or try_cast(coalesce(nullif(parts.seconds, ''), '0') as integer) > 59 then null
        when parts.half = '' and try_cast(parts.hour as integer) > 23 then null
        when parts.half <> '' and try_cast(parts.hour as integer) not between 1 and 12 then null
        else
            (case when parts.half = '' then try_cast(parts.hour as integer) else try_cast(parts.hour as integer) % 12 + case when lower(parts.half) = 'p' then 12 else 0 end end) * 3600000
            + try_cast(parts.minute as integer) * 60000
            + try_cast(coalesce(nullif(parts.seconds, ''), '0') as integer) * 1000
            + try_cast(rpad(parts.fraction, 3, '0') as integer)
    end;
create or replace temp macro last_year_ms(parts, order_of_parts) as
    epoch_ms(try_cast(case order_of_parts
        when 'dmy' then concat(parts.year, '-', parts.second, '-', parts.first)
        when 'mdy' then concat(parts.year, '-', parts.first, '-', parts.second)
    end as timestamp)) + clock(parts);
create or replace temp macro is_year_first(written) as regexp_matches(written, '^[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}([ T]|$)');
create or replace temp macro year_first_ms(written) as
    epoch_ms(moment(concat(regexp_replace(substr(written, 1, 10), '[/.]', '-', 'g'), substr(written, 11))));
create or replace temp macro plain_number(written, sign) as
    case
        when sign = 'point' and regexp_matches(written, '^[-+]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)?([.][0-9]*)?([eE][-+]?[0-9]{1,2})?$')
            then replace(written, ',', '')
        when sign = 'comma' and regexp_matches(written, '^[-+]?([0-9]+|[0-9]{1,3}([.][0-9]{3})+)?(,[0-9]*)?$')
            then replace(replace(written, '.', ''), ',', '.')
    end;
`;
