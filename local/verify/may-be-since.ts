/** How far the order of changes may be ahead of the clock by which files are named. */
const CLOCKS_APART = 120_000;

/**
 * Can a file of raw have changes from a time on? One of changes is named by when it was written, which is after they were
 * committed; any other can.
 *
 * @param since 16 digits, `YYYYMMDDHHMMSShh`
 */
export function mayBeSince(path: string, since: string): boolean {
    const written = /\/(\d{8})-(\d{6})\d{3,4}\.parquet$/.exec(path);
    return written === null || `${written[1]}${written[2]}` >= earliest(since);
}

function earliest(since: string): string {
    const iso = since.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d).*$/, '$1-$2-$3T$4:$5:$6Z');
    return new Date(Date.parse(iso) - CLOCKS_APART).toISOString().replaceAll(/\D/g, '').slice(0, 14);
}
