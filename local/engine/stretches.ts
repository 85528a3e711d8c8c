import type { Database } from './database.js';

/** Keys, or spans from `low` to `high`, that are looked for in a column of a large table. */
export interface Sought {
    readonly relation: string;
    /** Column of the relation. */
    readonly low: string;
    /** @default low: each span is one key */
    readonly high?: string;
    /** Are they times, and no whole numbers? @default false */
    readonly areTimes?: boolean;
    /** Keys from this one on are hashes, which lie everywhere. @default - none are */
    readonly hashedFrom?: bigint;
}

/** What is sought is put into so many cells of equal width first, which are parted or not. */
const CELLS = 8192;
/** Stretches that hold this part of all between the first and the last are one: several statements take longer than one over all. */
const LARGE_PART = 1 / 3;

/**
 * Conditions on a column that together hold wherever a sought key or span lies, and seldom elsewhere: one for each stretch of
 * those that lie close, parted at the largest gaps. DuckDB passes over the parts of a table whose smallest and largest values
 * lie outside of a condition of this form; it does not where several are joined by `or`.
 *
 * @param most stretches at most, and one more for hashes
 * @returns none where nothing is sought
 */
export async function stretches(database: Database, column: string, { relation, low, high = low, areTimes = false, hashedFrom }: Sought, most: number): Promise<string[]> {
    // A double suffices to say which gaps are large, and a wide key becomes a whole number a hundred times as slowly.
    const number = (value: string) => `cast(${areTimes ? `epoch_us(${value})` : value} as double)`;
    const isHash = hashedFrom === undefined ? 'false' : `${low} >= ${hashedFrom}`;
    const found = await database.rows<Found>(`
        with bounds as (
            select
                ${number(`min(${low})`)} as first_number,
                (${number(`max(${low})`)} - ${number(`min(${low})`)}) / ${CELLS} as cell_width
            from ${relation}
            where not ${isHash}
        ),
        cells as (
            select
                ${isHash} as is_hash,
                min(${low}) as low,
                max(${high}) as high
            from ${relation}
            cross join bounds
            where ${low} is not null
            group by
                is_hash,
                case when not ${isHash} and cell_width > 0 then floor((${number(low)} - first_number) / cell_width) end
        ),
        reached as (
            select
                *,
                max(high) over (partition by is_hash order by low, high rows between unbounded preceding and 1 preceding) as before
            from cells
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
                reached.*,
                count(gaps.low) over (partition by reached.is_hash order by reached.low, reached.high rows unbounded preceding) as stretch
            from reached
            left join gaps
                on reached.low = gaps.low and reached.low > reached.before
        )
        select
            cast(min(low) as varchar) as low,
            cast(max(high) as varchar) as high,
            ${number('min(low)')} as first,
            ${number('max(high)')} as last,
            is_hash as "isHash",
            any_value(typeof(low)) as type
        from parted
        group by
            is_hash,
            stretch
        order by min(low)`);
    return [false, true]
        .flatMap((isHash) => joined(found.filter((one) => one.isHash === isHash)))
        .map((one) => `(${column} >= cast('${one.low}' as ${one.type}) and ${column} <= cast('${one.high}' as ${one.type}))`);
}

interface Found {
    readonly low: string;
    readonly high: string;
    /** As numbers. */
    readonly first: number;
    readonly last: number;
    readonly isHash: boolean;
    readonly type: string;
}

/** One instead of all where they leave out too little. @param found in order */
function joined(found: readonly Found[]): readonly Found[] {
    const [one, other] = [found[0], found.at(-1)];
    if (one === undefined || other === undefined) return found;
    const held = found.reduce((sum, { first, last }) => sum + last - first, 0);
    return held < LARGE_PART * (other.last - one.first) ? found : [{ ...one, high: other.high, last: other.last }];
}
