import type { Database } from './database.js';

/** Keys, or spans from `low` to `high`, that are looked for in a column of a large table. */
export interface Sought {
    /** Relation with the columns, or SQL of its columns, that `low` and `high` are. */
    readonly relation: string;
    readonly low: string;
    /** @default low: each span is one key */
    readonly high?: string;
    /** Are they times, and no whole numbers? @default false */
    readonly areTimes?: boolean;
}

/** Each stretch takes a statement of some milliseconds, so that only so many are looked for one by one. */
const MOST_STRETCHES = 128;

/**
 * Conditions on a column that together hold wherever a sought key or span lies, and seldom elsewhere: one for each stretch of
 * those that lie close, parted at the largest gaps. DuckDB passes over the parts of a table whose smallest and largest values
 * lie outside of a condition of this form; it does not where several are joined by `or`.
 *
 * @param most stretches at most
 * @returns none where nothing is sought
 */
export async function stretches(database: Database, column: string, { relation, low, high = low, areTimes = false }: Sought, most = MOST_STRETCHES): Promise<string[]> {
    const number = (value: string) => (areTimes ? `epoch_us(${value})` : `cast(${value} as hugeint)`);
    const found = await database.rows<{ low: string; high: string; type: string }>(`
        with spans as (
            select distinct
                ${low} as low,
                ${high} as high
            from ${relation}
            where ${low} is not null
        ),
        reached as (
            select
                low,
                high,
                max(high) over (order by low, high rows between unbounded preceding and 1 preceding) as before
            from spans
        ),
        gaps as (
            select low
            from reached
            where low > before
            order by ${number('low')} - ${number('before')} desc
            limit ${most - 1}
        ),
        parted as (
            select
                reached.low,
                reached.high,
                count(gaps.low) over (order by reached.low, reached.high rows unbounded preceding) as stretch
            from reached
            left join gaps
                on reached.low = gaps.low and reached.low > reached.before
        )
        select
            cast(min(low) as varchar) as low,
            cast(max(high) as varchar) as high,
            any_value(typeof(low)) as type
        from parted
        group by stretch
        order by min(low)`);
    return found.map((one) => `(${column} >= cast('${one.low}' as ${one.type}) and ${column} <= cast('${one.high}' as ${one.type}))`);
}
