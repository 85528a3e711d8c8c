import type { Database } from '../../engine/database.js';
import { UsageError } from '../../errors.js';
import type { DecimalSign } from './purchase-fields.js';

/** Texts that can only have a comma before their decimals: not three digits behind it, a zero alone before it, or points before it. */
const SAYS_COMMA = String.raw`^[-+]?([0-9]*,([0-9]{1,2}|[0-9]{4,})|0,[0-9]+|[0-9]{1,3}([.][0-9]{3})+,[0-9]+|[0-9]{1,3}([.][0-9]{3}){2,})$`;
/** The same with the two signs exchanged. */
const SAYS_POINT = String.raw`^[-+]?([0-9]*[.]([0-9]{1,2}|[0-9]{4,})|0[.][0-9]+|[0-9]{1,3}(,[0-9]{3})+[.][0-9]+|[0-9]{1,3}(,[0-9]{3}){2,})$`;
/** A text that may be a thousand and more or one and a part. */
const SAYS_NOTHING = '^[-+]?[1-9][0-9]{0,2},[0-9]{3}$';

/**
 * Which sign stands before the decimals of a file, told from all its prices and quantities together.
 *
 * @param lines relation with the text columns `price` and `quantity`
 * @param given what was chosen for the file
 * @throws UsageError if they say both or, where there are commas, nothing, and nothing was chosen
 */
export async function decimalSign(database: Database, file: string, lines: string, given?: DecimalSign): Promise<DecimalSign> {
    if (given !== undefined) return given;
    const found = await database.row<{ comma: string | null; point: string | null; nothing: string | null }>(`
        select
            min(written) filter (regexp_matches(written, '${SAYS_COMMA}')) as comma,
            min(written) filter (regexp_matches(written, '${SAYS_POINT}')) as point,
            min(written) filter (regexp_matches(written, '${SAYS_NOTHING}')) as nothing
        from (
            select bare(unnest([price, quantity])) as written
            from ${lines}
        )
        where
            contains(written, ',')
            or contains(written, '.')`);
    const refused = (what: string) => new UsageError(`${JSON.stringify(file)} has ${what}: say with --decimal point or --decimal comma. Nothing of the file was imported.`);
    if (found.comma !== null && found.point !== null) {
        throw refused(`amounts whose decimals follow a comma, such as ${JSON.stringify(found.comma)}, and others whose decimals follow a point, such as ${JSON.stringify(found.point)}; which is meant`);
    }
    if (found.comma !== null) return 'comma';
    if (found.point === null && found.nothing !== null) {
        throw refused(`amounts such as ${JSON.stringify(found.nothing)}, which may have thousands or decimals behind the comma; which is meant`);
    }
    return 'point';
}
