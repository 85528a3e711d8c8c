import { sparkType } from '../../tables/derive/spark-types.js';
import type { Column } from '../../tables/index.js';

export interface ComparisonProps {
    /** Ends the names of the relations `expected_…` and `found_…`. */
    readonly name: string;
    readonly key: readonly string[];
    /** Those that are compared, key included. */
    readonly columns: Readonly<Record<string, Pick<Column, 'type'>>>;
}

/**
 * Of both relations the number of rows and two sums of the halves of their hashes: they are equal if the rows are, and two
 * different relations pass for equal with a chance of about 2⁻⁶⁴.
 */
export function fingerprints({ name, key, columns }: ComparisonProps): string {
    // Spark's hash passes over nulls, so that one would weigh the same in each of two columns.
    const hashed = Object.entries(columns).flatMap(([column, { type }]) => [`cast(${column} as ${sparkType(type)})`, ...(key.includes(column) ? [] : [`${column} is null`])]);
    const side = (of: string) => `    select
        '${of}' as side,
        xxhash64(
            ${hashed.join(',\n            ')}
        ) as row_hash
    from ${of}_${name}`;
    return `select
    side,
    count(*) as rows,
    sum(shiftright(row_hash, 32)) as upper_halves,
    sum(row_hash & 4294967295) as lower_halves
from (
${side('expected')}
    union all
${side('found')}
) as sides
group by side`;
}

/** The first keys whose rows differ, or of which a side has none or several, with both values of each column as texts. */
export function differing({ name, key, columns }: ComparisonProps): string {
    const others = Object.keys(columns).filter((column) => !key.includes(column));
    const keys = key.join(', ');
    const side = (of: string) => `        select
${Object.entries(columns).map(([column, { type }]) => `            cast(${column} as ${sparkType(type)}) as ${column},`).join('\n')}
            ${of === 'expected'} as is_expected
        from ${of}_${name}`;
    return `select
    *,
    count(*) over () as differences
from (
    select
        ${[...key, 'count_if(is_expected) as expected_rows', 'count_if(not is_expected) as found_rows', ...others.flatMap((column) => [`max(case when is_expected then cast(${column} as string) end) as expected_${column}`, `max(case when not is_expected then cast(${column} as string) end) as found_${column}`])].join(',\n        ')}
    from (
${side('expected')}
        union all
${side('found')}
    ) as sides
    group by ${keys}
) as compared
where
    expected_rows <> 1
    or found_rows <> 1
${others.map((column) => `    or expected_${column} is distinct from found_${column}`).join('\n')}
order by ${keys}
limit 10`;
}
