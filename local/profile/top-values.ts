import type { Database } from '../engine/database.js';
import type { TopValue } from './profile.js';

const MOST = 10;

/** The values of a column that most rows have, and what they sold; rows without a value count for none. */
export async function topValues(database: Database, column: 'brand' | 'category_code'): Promise<TopValue[]> {
    const rows = await database.rows<{ value: string; n: bigint; purchases: bigint; revenue: number }>(`
        select
            ${column} as value,
            count(*) as n,
            count(*) filter (event_type = 'purchase') as purchases,
            coalesce(sum(price) filter (event_type = 'purchase'), 0)::double as revenue
        from lines
        where ${column} is not null
        group by ${column}
        order by n desc, value
        limit ${MOST}`);
    return rows.map(({ value, n, purchases, revenue }) => ({ value, rows: Number(n), purchases: Number(purchases), revenue }));
}
