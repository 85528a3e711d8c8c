import { timed } from './measure.js';
import { type ColumnBytes, eachOnce, scannedBytes } from './scanned-bytes.js';
import { type AskedScans, scansOfRefresh } from './visual-scans.js';

/** Bytes that a refresh of all visuals reads of the files of their tables. */
export interface RefreshBytes {
    /** That it took to find out. */
    readonly seconds: number;
    /** By visual, if each asks by itself. */
    readonly visuals: ReadonlyMap<string, number>;
    /** By view, if each is asked once for all its visuals. */
    readonly views: ReadonlyMap<string, number>;
    /** If each column that any of them needs were read once. */
    readonly eachOnce: number;
}

/** What a refresh reads of the tables of model as they lie in files. @param tables the bytes of their columns */
export async function refreshBytes(tables: ReadonlyMap<string, ColumnBytes>): Promise<RefreshBytes> {
    const { result, seconds } = await timed(async () => {
        const { visuals, views } = await scansOfRefresh();
        const bytes = (asked: readonly AskedScans[]) => new Map(asked.map(({ name, scans }) => [name, scannedBytes(scans, tables)]));
        return { visuals: bytes(visuals), views: bytes(views), eachOnce: scannedBytes(eachOnce(views.flatMap(({ scans }) => scans)), tables) };
    });
    return { seconds, ...result };
}
