import { type Database, literal } from './database.js';

/** Rows that are too many for one statement. */
export interface PiecesProps {
    readonly database: Database;
    /** Relation that has them. */
    readonly rows: string;
    /** Column whose values part them. */
    readonly column: string;
    readonly count: number;
}

/**
 * Conditions on a column, of which each row meets one: pieces of about as many rows, in order of its values. The first has those
 * without a value, too. There are fewer than `count` where many rows have the same value.
 */
export async function piecesOf({ database, rows, column, count }: PiecesProps): Promise<string[]> {
    if (count <= 1) return ['true'];
    const places = Array.from({ length: count - 1 }, (_, i) => (i + 1) / count);
    const { bounds } = await database.row<{ bounds: string[] | null }>(`
        select list_transform(quantile_disc(${column}, [${places.join(', ')}]), bound -> bound::varchar) as bounds
        from (select ${column} from ${rows} using sample 200000 rows)`);
    const distinct = [...new Set(bounds)].map(literal);
    // No row has a value.
    if (distinct.length === 0) return ['true'];
    return [
        `(${column} is null or ${column} < ${distinct[0]})`,
        ...distinct.slice(1).map((bound, i) => `(${column} >= ${distinct[i]} and ${column} < ${bound})`),
        `${column} >= ${distinct.at(-1)}`,
    ];
}
