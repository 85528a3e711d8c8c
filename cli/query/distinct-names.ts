import { UsageError } from '../../local/errors.js';

/**
 * Formats that find a value by its column's name cannot hold two columns of one name; case does not tell them apart, as
 * in SQL.
 *
 * @throws UsageError naming the column that comes twice.
 */
export function requireDistinctNames(names: readonly string[], format: string): void {
    const seen = new Set<string>();
    for (const name of names) {
        const key = name.toLowerCase();
        if (seen.has(key)) {
            throw new UsageError(
                `Two columns of the result are named "${name}", which ${format} cannot hold: give one another name with \`as\`.`,
            );
        }
        seen.add(key);
    }
}
