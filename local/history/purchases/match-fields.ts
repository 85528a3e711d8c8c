import { UsageError } from '../../errors.js';
import type { ColumnMatch } from '../file-format.js';
import { NEEDED_COLUMNS } from '../kaggle-format.js';
import { shorten } from '../match-columns.js';
import { fieldOf } from './known-headers.js';
import { NEEDED_FIELDS, PURCHASE_FIELDS, type PurchaseField } from './purchase-fields.js';

/**
 * Tells from the header of a file which of its columns hold the fields of purchases: those that are named, and of the other
 * fields those whose column is known by its name.
 *
 * @param file its name, for messages
 * @param named field → column
 * @throws UsageError if a named column is not there, a column or field is meant twice, or a needed field is not found
 */
export function matchFields(file: string, header: readonly string[], named: Readonly<Partial<Record<PurchaseField, string>>>): ColumnMatch<PurchaseField> {
    const names = header.map((name) => name.replace(/^\uFEFF/, '').trim());
    const lower = names.map((name) => name.toLowerCase());
    const told = `its header is: ${shorten(header.join(','))}`;
    const refused = (what: string) => new UsageError(`${JSON.stringify(file)} ${what}; ${told}`);
    if (NEEDED_COLUMNS.every((name) => lower.includes(name))) {
        throw refused('is in the Kaggle format, whose events are of several types: import it without --format purchases');
    }
    const columns: (PurchaseField | null)[] = lower.map((name) => {
        const field = fieldOf(name);
        return field === null || named[field] !== undefined ? null : field;
    });
    for (const field of PURCHASE_FIELDS) {
        const name = named[field];
        if (name === undefined) continue;
        const places = placesOf(name, names);
        if (places.length === 0) throw refused(`has no column ${JSON.stringify(name)}, which is named for ${field}`);
        if (places.length > 1) throw refused(`has the column ${JSON.stringify(name)} ${places.length} times; keep the one that is meant`);
        const taken = columns[places[0]!];
        // A column that is known for another field is the one that is asked for.
        if (taken !== null && taken !== undefined && named[taken] !== undefined) throw refused(`has one column ${JSON.stringify(name)}, which is named for ${taken} and for ${field}`);
        columns[places[0]!] = field;
    }
    const repeated = columns.find((field, place) => field !== null && columns.indexOf(field) !== place);
    if (repeated !== undefined && repeated !== null) {
        const both = names.filter((_, place) => columns[place] === repeated);
        throw refused(`has several columns for ${repeated} (${both.map((name) => JSON.stringify(name)).join(', ')}): say which with --column ${repeated}=NAME, or keep the one that is meant`);
    }
    const missing = NEEDED_FIELDS.filter((field) => !columns.includes(field));
    if (missing.length > 0) throw refused(`has no column that is known for ${missing.join(', ')}: name ${missing.length > 1 ? 'them' : 'it'} with ${missing.map((field) => `--column ${field}=NAME`).join(' ')}`);
    return { columns, hasHeader: true, ignored: names.filter((name, place) => columns[place] === null && name !== '' && !/^unnamed: \d+$/i.test(name)) };
}

/** Places of a name as it is written, or, where it stands nowhere so, without regard to case. */
function placesOf(name: string, names: readonly string[]): number[] {
    const wanted = name.trim();
    const places = (is: (other: string) => boolean) => names.flatMap((other, place) => (is(other) ? [place] : []));
    const exact = places((other) => other === wanted);
    return exact.length > 0 ? exact : places((other) => other.toLowerCase() === wanted.toLowerCase());
}
