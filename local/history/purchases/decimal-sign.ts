import type { Database } from '../../engine/database.js';
import { UsageError } from '../../errors.js';
import type { DecimalSign } from './purchase-fields.js';

/** Texts that can only have a comma before their decimals: not three digits behind it, a zero alone before it, or points before it. */
const SAYS_COMMA = String.raw`^[-+]?([0-9]*,([0-9]{1,2}|[0-9]{4,})|0,[0-9]+|[0-9]{1,3}([.][0-9]{3})+,[0-9]+|[0-9]{1,3}([.][0-9]{3}){2,})$`;
/** The same with the two signs exchanged. */
const SAYS_POINT = String.raw`^[-+]?([0-9]*[.]([0-9]{1,2}|[0-9]{4,})|0[.][0-9]+|[0-9]{1,3}(,[0-9]{3})+[.][0-9]+|[0-9]{1,3}(,[0-9]{3}){2,})$`;
/** A text that may be a thousand and more or one and a part. */
const SAYS_NOTHING = '^[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}$';

/** What the texts of a column that have a sign say: an example of each. */
interface Said {
    readonly column: string;
    readonly comma: string | null;
    readonly point: string | null;
    readonly nothing: string | null;
}

/**
 * Which sign stands before the decimals of a file, told from all its prices and quantities.
 *
 * @param lines relation with the text columns `price` and `quantity`
 * @param given what was chosen for the file
 * @throws UsageError if they say both or nothing, or if a column may have thousands by what the other says, and nothing was chosen
 */
export async function decimalSign(database: Database, file: string, lines: string, given?: DecimalSign): Promise<DecimalSign> {
    if (given !== undefined) return given;
    const columns = await database.rows<Said>(`
        select
            "column",
            min(written) filter (regexp_matches(written, '${SAYS_COMMA}')) as comma,
            min(written) filter (regexp_matches(written, '${SAYS_POINT}')) as point,
            min(written) filter (regexp_matches(written, '${SAYS_NOTHING}')) as nothing
        from (
            select unnest(['price', 'quantity']) as "column", bare(unnest([price, quantity])) as written
            from ${lines}
        )
        where
            contains(written, ',')
            or contains(written, '.')
        group by "column"
        order by "column"`);
    const refused = (what: string) => new UsageError(`${JSON.stringify(file)} has ${what}: say with --decimal point or --decimal comma.`);
    const maybe = ({ column, nothing }: Said) => refused(`amounts such as ${JSON.stringify(nothing)} in ${column}, which may have thousands or decimals behind the ${nothing!.includes(',') ? 'comma' : 'point'}; which is meant`);
    const comma = columns.find((one) => one.comma !== null)?.comma;
    const point = columns.find((one) => one.point !== null)?.point;
    if (comma !== undefined && point !== undefined) {
        throw refused(`amounts whose decimals follow a comma, such as ${JSON.stringify(comma)}, and others whose decimals follow a point, such as ${JSON.stringify(point)}; which is meant`);
    }
    const sign = comma !== undefined ? 'comma' : 'point';
    // Weights may be written in another way than prices.
    const thousands = sign === 'comma' ? '.' : ',';
    const unclear = columns.find((one) => one.nothing !== null && one.comma === null && one.point === null && (comma ?? point) !== undefined && one.nothing.includes(thousands));
    if (unclear !== undefined) throw maybe(unclear);
    const silent = columns.find((one) => one.nothing !== null);
    if (comma === undefined && point === undefined && silent !== undefined) throw maybe(silent);
    return sign;
}
