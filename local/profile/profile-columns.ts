import type { Database } from '../engine/database.js';
import { KAGGLE_COLUMNS } from '../history/kaggle-format.js';
import { inPieces } from './in-pieces.js';
import type { ColumnProfile, Profile } from './profile.js';

/** A file has a handful of event types; more than these are not types. */
const MOST_TYPES = 50;

interface Columns {
    readonly columns: readonly ColumnProfile[];
    readonly extraCopies: number;
    readonly eventTypes: Profile['eventTypes'];
}

/** Nulls and unique values per column, rows that repeat another, and the types of events. */
export async function profileColumns(database: Database, rows: number, onColumn: (column: string) => void): Promise<Columns> {
    const keyed = ['event_id', ...KAGGLE_COLUMNS];
    // The estimates cost one pass and say how many pieces an exact count needs.
    const counted = await database.row<Record<string, bigint>>(`
        select
            ${keyed.map((column) => `count(${column}) as ${column}, approx_count_distinct(${column}) as about_${column}`).join(', ')}
        from lines`);
    const distinct: Record<string, number> = {};
    for (const column of keyed) {
        onColumn(column === 'event_id' ? 'repeated rows' : column);
        distinct[column] = await countDistinct(database, column, Number(counted[`about_${column}`]));
    }
    const types = await database.rows<{ event_type: string | null; n: bigint }>(
        `select event_type, count(*) as n from lines group by event_type order by n desc, event_type nulls last limit ${MOST_TYPES}`,
    );
    return {
        columns: KAGGLE_COLUMNS.map((column) => {
            const nulls = rows - Number(counted[column]);
            return { column, nulls, nullShare: rows === 0 ? null : nulls / rows, distinct: distinct[column]! };
        }),
        // The key of an event is its time and the hash of its content: docs/decisions/0002-physical-format.md
        extraCopies: rows - distinct.event_id!,
        eventTypes: types.map(({ event_type, n }) => ({ eventType: event_type, rows: Number(n) })),
    };
}

async function countDistinct(database: Database, column: string, about: number): Promise<number> {
    let total = 0;
    for (const piece of inPieces(column, about)) {
        const { n } = await database.row<{ n: bigint }>(`select count(*) as n from (select ${column} from lines where ${piece} group by ${column})`);
        total += Number(n);
    }
    return total;
}
