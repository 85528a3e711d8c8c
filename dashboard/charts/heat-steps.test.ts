import { expect, it } from 'vitest';
import { heatStep } from './heat-steps.js';

it('shows the smallest value as more than none, and the largest as the strongest', () => {
    expect([0, 1, 100, 101, 600].map((value) => heatStep(value, 600))).toEqual([0, 1, 1, 2, 6]);
    expect([0.001, 0.5, 1].map((value) => heatStep(value, 1))).toEqual([1, 3, 6]);
    expect(heatStep(0, 0)).toBe(0);
    expect([0.4, 0.45, 0.46, 0.5].map((value) => heatStep(value, 0.5, 0.4))).toEqual([1, 3, 4, 6]);
    expect(heatStep(0.4, 0.4, 0.4)).toBe(6);
});
