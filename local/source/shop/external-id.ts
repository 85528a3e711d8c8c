/** One in so many of the ids is as long as it may be, of the widest signs. */
const LONG = 40;

/**
 * The id that another system gave the row of a key, which two of three have. It follows from the key alone, so that it takes no number
 * from the shop's random ones.
 */
export function externalId(system: string, key: number): string | null {
    if (key % LONG === 7) return '🛒'.repeat(200);
    return key % 3 === 0 ? null : `${system}-${key.toString(36)}`;
}
