import { expect, it } from 'vitest';
import { Ages } from './ages.js';

it('says how old the younger half and all but one in twenty were', () => {
    const ages = new Ages();
    expect(ages.quantile(0.5)).toBe(null);
    ages.add(4999, 10);
    ages.add(1000, 85);
    ages.add(-3, 5);
    expect([ages.count, ages.quantile(0.05), ages.quantile(0.06), ages.quantile(0.5), ages.quantile(0.9), ages.quantile(0.95)]).toEqual([100, 10, 1010, 1010, 1010, 5000]);
});
