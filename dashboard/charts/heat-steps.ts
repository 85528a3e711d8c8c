/** Strengths of colour, of which 0 is for nothing: the variables `--heat-0` to `--heat-6` of the page. */
export const HEAT_STEPS = [0, 1, 2, 3, 4, 5, 6] as const;

const STRONGEST = HEAT_STEPS.length - 1;

export const heatColor = (step: number): string => `var(--heat-${step})`;

/** Nothing is step 0; the rest is in six equal steps up to the largest value. */
export function heatStep(value: number, most: number): number {
    return value <= 0 ? 0 : Math.min(STRONGEST, Math.max(1, Math.ceil((STRONGEST * value) / most)));
}
