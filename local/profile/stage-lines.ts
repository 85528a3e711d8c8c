import { join } from 'node:path';
import { type Database, literal } from '../engine/database.js';
import { readParquet } from '../engine/duckdb-path.js';
import { lineEndsInValues } from '../history/line-ends-in-values.js';
import { typedLines } from '../history/line-types.js';
import type { TextLines } from '../history/open-lines.js';
import type { IdColumn } from '../history/kaggle-format.js';
import { refuseRoundedIds, TEXT_OF_LINE } from '../history/set-aside.js';
import type { UnreadableLines } from './profile.js';

/** A file with more kinds of faults than these is no file of events. */
const MOST_REASONS = 20;
/** In characters. */
const LONGEST_EXAMPLE = 200;

interface StageLinesProps {
    readonly database: Database;
    readonly lines: TextLines;
    readonly folder: string;
    /** The file's path, for messages. */
    readonly source: string;
    readonly acceptRoundedIds: readonly IdColumn[];
}

interface StagedLines {
    /** Rows of the view `lines`. */
    readonly readable: number;
    readonly unreadable: UnreadableLines;
}

/** Writes the typed lines as Parquet, once, and makes the view `lines` of those that can be read. */
export async function stageLines({ database, lines, folder, source, acceptRoundedIds }: StageLinesProps): Promise<StagedLines> {
    const file = join(folder, 'lines.parquet');
    const broken = await lines.read(async (relation, refused) => {
        await database.run(`copy (
            select
                event_id, event_time, event_type, product_id, price,
                line_category_id, line_category_code, line_brand, line_user_id, line_user_session,
                line_rejected_because, line_values
            from (${typedLines(relation, refused, acceptRoundedIds)})
        ) to ${literal(file)} (format parquet, parquet_version v2)`);
        const { n } = await database.row<{ n: bigint }>(`select count(*) as n from ${readParquet([file])}`);
        return { rows: Number(n), lineEnds: () => lineEndsInValues(database, file) };
    });
    await refuseRoundedIds(database, source, [file], acceptRoundedIds);
    await database.run(`create view lines as
        select
            event_id, event_time, event_type, product_id, price,
            line_category_id as category_id,
            line_category_code as category_code,
            line_brand as brand,
            line_user_id as user_id,
            line_user_session as user_session
        from ${readParquet([file])}
        where line_rejected_because is null`);
    const { readable } = await database.row<{ readable: bigint }>('select count(*) as readable from lines');
    return { readable: Number(readable), unreadable: await countUnreadable(database, file, broken) };
}

/** A reason of ours ends in the value after a colon, one of the reader's may go on in further lines: neither is counted apart. */
async function countUnreadable(database: Database, file: string, broken: string | null): Promise<UnreadableLines> {
    await database.run(`create temp table unreadable as
        select
            ${reasonWithoutValue} as reason,
            count(*) as lines,
            left(min(text), ${LONGEST_EXAMPLE}) as example
        from (
            select line_rejected_because as reason, ${TEXT_OF_LINE} as text, true as is_ours
            from ${readParquet([file])}
            where line_rejected_because is not null
            ${broken === null ? '' : `union all select reason, text, false as is_ours from (${broken})`}
        )
        group by 1`);
    const { lines } = await database.row<{ lines: bigint }>('select coalesce(sum(lines), 0)::bigint as lines from unreadable');
    const reasons = await database.rows<{ reason: string; lines: bigint; example: string | null }>(
        `select reason, lines, example from unreadable order by lines desc, reason limit ${MOST_REASONS}`,
    );
    return { lines: Number(lines), reasons: reasons.map((row) => ({ reason: row.reason, lines: Number(row.lines), example: row.example ?? '' })) };
}

const reasonWithoutValue = `case when is_ours then split_part(reason, ': ', 1) else split_part(reason, chr(10), 1) end`;
