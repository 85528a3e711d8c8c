/** Strengths of colour, of which 0 is for nothing: the variables `--heat-0` to `--heat-6` of the page. */
export const HEAT_STEPS = [0, 1, 2, 3, 4, 5, 6] as const;

const STRONGEST = HEAT_STEPS.length - 1;

export const heatColor = (step: number): string => `var(--heat-${step})`;
/** Of text on that colour. */
export const heatInk = (step: number): string => `var(--on-heat-${step})`;

/** Nothing is step 0; the rest is in six equal steps up to the largest value, from 0 or from the smallest on. */
export function heatStep(value: number, most: number, least = 0): number {
    return value <= 0 ? 0 : most <= least ? STRONGEST : Math.min(STRONGEST, Math.max(1, Math.ceil((STRONGEST * (value - least)) / (most - least))));
}
