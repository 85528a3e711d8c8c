import { productRows } from './product-places.js';
import { historyOf, type Purchase, purchasesOf } from './purchase-history.js';
import { factorRows, fitFactors } from './purchase-hazard.js';
import type { Row } from './raw-record.js';
import { curveRows, customerRows } from './return-curve.js';
import { typicalIntervals } from './typical-interval.js';
import { dayOf } from './view-arithmetic.js';

/** Tables of model that tell who comes back, when and for what. */
export interface Predictions {
    readonly purchase_factors: readonly Row[];
    readonly return_curves: readonly Row[];
    readonly customer_predictions: readonly Row[];
    readonly product_predictions: readonly Row[];
}

/**
 * What is predicted on the evening of a day. Where an intermediate result is kept as a whole number of thousandths or millionths,
 * it is so here; all else is in doubles, so that a chance may differ in its last place from one that was added up in another order.
 *
 * @param lastDay day of the last event, in days since 1970-01-01
 */
export function predictions(purchases: readonly Purchase[], lastDay: number): Predictions {
    const history = historyOf(purchases, lastDay);
    const intervals = typicalIntervals(history);
    const factors = fitFactors(history, intervals);
    const predictor = { history, intervals, factors };
    return {
        purchase_factors: factorRows(factors),
        return_curves: curveRows(predictor),
        customer_predictions: customerRows(predictor),
        product_predictions: productRows(history),
    };
}

/** The same from events, of which the last one says up to when anything is known. */
export const predictionsOf = (events: readonly Row[]): Predictions => predictions(purchasesOf(events), events.reduce((last, { event_date }) => Math.max(last, dayOf(event_date!)), 0));
