import type { Result } from '../figures.js';
import type { Recorded } from '../recorded.js';

/** A result by its name. @throws Error if it is not among those recorded */
export function resultNamed({ question, results }: Pick<Recorded, 'question' | 'results'>, name: string): Result {
    const found = results.find((one) => one.name === name);
    if (found === undefined) throw new Error(`What is recorded of ${question} has no result "${name}": record it again.`);
    return found;
}
