import type { Database } from '../../engine/database.js';
import { UsageError } from '../../errors.js';

/** As a table tool writes a number that is too long for its column; a code such as 15E10 has no sign. */
const ROUNDED = String.raw`^[0-9]+([.][0-9]+)?[eE][+][0-9]+$`;

/**
 * Refuses a file whose ids were rounded by a table tool, as different ones look alike in it.
 *
 * @param lines relation with the text columns `customer`, `product` and `purchase`
 * @throws UsageError naming fields, counts and an example
 */
export async function refuseRoundedTexts(database: Database, file: string, lines: string): Promise<void> {
    const fields = ['customer', 'product', 'purchase'];
    const counts = await database.row<Record<string, bigint | string | null>>(`
        select ${fields.map((field) => `count(*) filter (regexp_matches(bare(${field}), '${ROUNDED}')) as ${field}, min(${field}) filter (regexp_matches(bare(${field}), '${ROUNDED}')) as example_${field}`).join(', ')}
        from ${lines}`);
    const rounded = fields.filter((field) => counts[field] !== 0n);
    if (rounded.length === 0) return;
    const told = rounded.map((field) => `${field} in ${counts[field]} ${counts[field] === 1n ? 'line' : 'lines'}, such as ${counts[`example_${field}`]}`);
    throw new UsageError(`${JSON.stringify(file)} has ids that have lost digits (${told.join('; ')}), so that different ones look alike: import the file that a table tool made it from.`);
}
