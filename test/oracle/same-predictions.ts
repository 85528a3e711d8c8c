import { expect } from 'vitest';
import { predictionTables } from '../../local/engine/build-predictions.js';
import type { Database } from '../../local/engine/database.js';
import { unscaled } from '../../specification/canonical-text.js';
import type { Predictions } from '../../specification/predictions.js';
import type { Row } from '../../specification/raw-record.js';

/** The predictions that a lake has, every value as text. */
export async function storedPredictions(database: Database): Promise<Predictions> {
    const [purchase_factors, return_curves, customer_predictions, product_predictions] = await Promise.all(
        (['purchase_factors', 'return_curves', 'customer_predictions', 'product_predictions'] as const).map((table) => database.rows<Row>(`select cast(columns(*) as varchar) from model.${table}`)),
    );
    return { purchase_factors: purchase_factors!, return_curves: return_curves!, customer_predictions: customer_predictions!, product_predictions: product_predictions! };
}

/** Doubles that were added up in another order round another way now and then: a millionth, the last place, is no difference. */
const isNear = (one: string, other: string): boolean =>
    [one, other].every((text) => /^\d+\.\d{6}$/.test(text)) && [-1n, 0n, 1n].includes(unscaled(one, 6) - unscaled(other, 6));

export function expectSamePredictions(found: Predictions, expected: Predictions): void {
    for (const { name, key, columns } of predictionTables) {
        const table = name as keyof Predictions;
        const keyOf = (row: Row) => JSON.stringify(key.map((column) => row[column]));
        const byKey = new Map(expected[table].map((row) => [keyOf(row), row]));
        expect(found[table].map(keyOf).sort(), name).toEqual(expected[table].map(keyOf).sort());
        for (const row of found[table]) {
            const other = byKey.get(keyOf(row))!;
            const near = Object.fromEntries(Object.keys(columns).map((column) => [column, isNear(row[column]!, other[column]!) ? row[column] : other[column]]));
            expect(row, `${name} ${keyOf(row)}`).toEqual(near);
        }
    }
}
