import type { Section, Visual } from '../visual.js';
import { customers } from './customers.js';
import { predictions } from './predictions.js';
import { assortment, overview, time, visits } from './sales.js';
import { prices, state } from './state.js';

/** All that people see, in the order in which they see it. */
export const sections: readonly Section[] = [overview, assortment, visits, time, customers, predictions, prices, state];

export const visuals: readonly Visual[] = sections.flatMap((section) => section.visuals);
