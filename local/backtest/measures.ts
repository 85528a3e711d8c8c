import type { Measure } from './backtest-result.js';

/** The measures of a backtest; the scores of a customer stand in tables of these names. */
export const MEASURES = {
    waits: { name: 'Date, of those who return', unit: 'days off', isLessBetter: true, comparedIn: 'percent', meaning: 'Mean distance between the predicted and the actual day of the next purchase, of customers who buy within sixty days.' },
    waits_of_all: { name: 'Date, of all', unit: 'days off', isLessBetter: true, comparedIn: 'percent', meaning: 'The same of all customers, where more than sixty days are 61: whoever assumes that everybody returns is wrong about those who do not.' },
    returns: { name: 'Return within 60 days', unit: 'Brier score', isLessBetter: true, comparedIn: 'percent', meaning: 'Mean square of the distance between the chance and what came, 1 or 0.' },
    days: { name: 'Purchase on a day, 30 days', unit: 'Brier score', isLessBetter: true, comparedIn: 'percent', meaning: 'The same of each customer and each of the next thirty days.' },
    hits: { name: 'A hit among three products', unit: 'share', isLessBetter: false, comparedIn: 'points', meaning: 'Part of the customers who return in whose next purchase is at least one of the three products.' },
    recalls: { name: 'Recall of three products', unit: 'share', isLessBetter: false, comparedIn: 'points', meaning: 'Of the products of the next purchase, three of them at most, the part that is among the three predicted.' },
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureName = keyof typeof MEASURES;
