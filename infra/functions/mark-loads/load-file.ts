import { gunzipSync } from 'node:zlib';
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import type { LoadFiles } from './markers-to-write.js';

const COLUMN = '_dms_commit_ts';

/**
 * Rows and starts of one Parquet file of a load, from its end where that has exact statistics, else from the column.
 *
 * @param file its bytes by range
 */
export async function readLoadFile(file: AsyncBuffer): Promise<LoadFiles> {
    const metadata = await parquetMetadataAsync(file);
    const starts = new Set<string>();
    let rowStart = 0;
    for (const group of metadata.row_groups) {
        const rowEnd = rowStart + Number(group.num_rows);
        const chunk = group.columns.find(({ meta_data }) => meta_data?.path_in_schema.join('.') === COLUMN)?.meta_data;
        if (rowEnd > rowStart) {
            const one = chunk === undefined ? '' : onlyValue(chunk.statistics);
            if (one !== null) starts.add(one);
            else for (const value of await valuesOf(file, metadata, rowStart, rowEnd)) starts.add(value);
        }
        rowStart = rowEnd;
    }
    return { rows: Number(metadata.num_rows), starts: [...starts] };
}

/** Of several files together. */
export const together = (files: readonly LoadFiles[]): LoadFiles => ({
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    starts: [...new Set(files.flatMap(({ starts }) => starts))].sort(),
});

type Statistics = NonNullable<NonNullable<FileMetaData['row_groups'][number]['columns'][number]['meta_data']>['statistics']>;

/** The one value that all rows have, or null where statistics do not say so for certain. */
function onlyValue(statistics: Statistics | undefined): string | null {
    if (statistics === undefined || Number(statistics.null_count ?? -1) !== 0) return null;
    const { min_value: least, max_value: most, is_min_value_exact: isLeastExact = true, is_max_value_exact: isMostExact = true } = statistics;
    return typeof least === 'string' && least === most && isLeastExact && isMostExact ? least : null;
}

async function valuesOf(file: AsyncBuffer, metadata: FileMetaData, rowStart: number, rowEnd: number): Promise<string[]> {
    const rows = await parquetReadObjects({ file, metadata, columns: [COLUMN], rowStart, rowEnd, compressors: { GZIP: (bytes) => gunzipSync(bytes) } });
    // A row without one is told apart from all that have one.
    return [...new Set(rows.map((row) => String(row[COLUMN] ?? '')))];
}
