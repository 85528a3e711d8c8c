import { UsageError } from '../../local/errors.js';

/**
 * The fields of a struct can be written when each has a name of its own.
 *
 * @throws UsageError when one has none, or that of another.
 */
export function requireNamedFields(names: readonly string[]): void {
    if (names.includes('') || new Set(names).size < names.length) {
        throw new UsageError(
            "A struct of the result has fields without a name of their own: name them, as in {'a': 1, 'b': 2} instead of row(1, 2).",
        );
    }
}
