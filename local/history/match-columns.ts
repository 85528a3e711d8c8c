import { UsageError } from '../errors.js';
import type { ColumnMatch } from './file-format.js';
import { KAGGLE_COLUMNS, type KaggleColumn, NEEDED_COLUMNS } from './kaggle-format.js';
import { isPurchaseHeader } from './purchases/known-headers.js';

const isKnown = (name: string): name is KaggleColumn => (KAGGLE_COLUMNS as readonly string[]).includes(name);
const looksLikeTime = (value: string | undefined) => value !== undefined && /^\uFEFF?\d{4}-\d\d-\d\d[ T]/.test(value);

/**
 * Tells from the first line of a file what its columns are: by name where it is a header, in any order; by place where
 * it has none and the nine columns stand in their usual order, perhaps behind an index.
 *
 * @param file its name, for messages
 * @throws UsageError if a needed column is missing, a name stands twice or neither form fits
 */
export function matchColumns(file: string, firstLine: readonly string[]): ColumnMatch<KaggleColumn> {
    const names = firstLine.map((name) => name.replace(/^\uFEFF/, '').trim().toLowerCase());
    if (!hasAll(names) && isPurchaseHeader(names.length === 1 ? names[0]!.split(/[;\t]/) : names)) {
        throw new UsageError(`${JSON.stringify(file)} is not in the Kaggle format; its header is one of a history of purchases, which ./lake import reads with --format purchases: ${shorten(firstLine.join(','))}`);
    }
    if (names.some(isKnown)) return matchNames(file, names);
    const places: readonly (KaggleColumn | null)[] =
        firstLine.length === KAGGLE_COLUMNS.length + 1 ? [null, ...KAGGLE_COLUMNS] : KAGGLE_COLUMNS;
    if (firstLine.length === places.length && looksLikeTime(firstLine[places.indexOf('event_time')])) {
        return { columns: places, hasHeader: false, ignored: [] };
    }
    throw new UsageError(
        `${JSON.stringify(file)} is not in the Kaggle format: its first line has neither the names ${NEEDED_COLUMNS.join(', ')} nor nine values that begin with a time; it is: ${shorten(firstLine.join(','))}`,
    );
}

const hasAll = (names: readonly string[]) => NEEDED_COLUMNS.every((name) => names.includes(name));

function matchNames(file: string, names: readonly string[]): ColumnMatch<KaggleColumn> {
    const repeated = names.find((name, place) => isKnown(name) && names.indexOf(name) !== place);
    if (repeated !== undefined) throw new UsageError(`${JSON.stringify(file)} has the column ${repeated} twice; keep the one that is meant.`);
    const missing = NEEDED_COLUMNS.filter((name) => !names.includes(name));
    if (missing.length > 0) {
        throw new UsageError(`${JSON.stringify(file)} lacks the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}: name a file that has all of ${NEEDED_COLUMNS.join(', ')}; its header is: ${shorten(names.join(','))}`);
    }
    return {
        columns: names.map((name) => (isKnown(name) ? name : null)),
        hasHeader: true,
        ignored: names.filter((name) => !isKnown(name) && name !== '' && !/^unnamed: \d+$/.test(name)),
    };
}

export const shorten = (text: string) => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
