import type { Change } from './change.js';
import type { Random } from './random.js';
import type { ShopState } from './shop-state.js';

/** The shop at one moment, as those see it who decide what happens. */
export interface Shop {
    readonly state: ShopState;
    readonly random: Random;
    /** When the step before happened, epoch milliseconds. */
    readonly since: number;
    /** Now, epoch milliseconds. */
    readonly at: number;
    /** How many visitors' steps are written by one transaction; at full speed a shop collects them. */
    readonly batch: number;
    /** How many visitors are in the shop at once. */
    readonly visitors: number;
}

/** Decides what a transaction changes and remembers it; null if it cannot happen now, and then nothing is remembered. */
export type Happen = (shop: Shop) => readonly Change[] | null;

/** How many rows an office worker's change concerns: one, or at full speed many. */
export const someRows = ({ batch, random }: Shop): number => 1 + Math.floor((batch / 20) * random.share());
