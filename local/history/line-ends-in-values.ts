import type { Database } from '../engine/database.js';
import { readParquet } from '../engine/duckdb-path.js';
import { LINE_VALUES } from './line-types.js';

/** Line ends within the values of typed lines in a Parquet file; a line that is set aside has its own in its text. */
export async function lineEndsInValues(database: Database, file: string): Promise<number> {
    const values = ['event_type', 'line_category_code', 'line_brand', 'line_user_session'];
    const ends = (text: string) => `length(${text}) - length(replace(${text}, chr(10), ''))`;
    const { n } = await database.row<{ n: bigint }>(`
        select coalesce(sum(case
            when line_values is not null then ${ends(`array_to_string(${LINE_VALUES}, ',')`)}
            else ${values.map((value) => `coalesce(${ends(value)}, 0)`).join(' + ')}
        end), 0)::bigint as n
        from ${readParquet([file])}`);
    return Number(n);
}
