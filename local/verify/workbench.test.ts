import { expect, it } from 'vitest';
import { memoryFor } from './workbench.js';

it('has 500 MB for a small lake, a quarter of a larger one, and no more than any work on a lake', () => {
    expect(memoryFor(0)).toBe(500);
    expect(memoryFor(1_900_000_000)).toBe(500);
    expect(memoryFor(4_000_000_000)).toBe(1000);
    expect(memoryFor(1e15)).toBeLessThanOrEqual(2500);
    expect(memoryFor(1e15)).toBeGreaterThanOrEqual(1000);
});
