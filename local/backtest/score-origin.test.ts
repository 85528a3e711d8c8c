import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inFolder } from '../../test/oracle/temporary-lake.js';
import { duckdbCreateTable } from '../../tables/derive/duckdb-ddl.js';
import { predictionTables } from '../engine/build-predictions.js';
import { Database } from '../engine/database.js';
import { sqlFile } from '../engine/sql-files.js';
import { createScores, scoreOrigin } from './score-origin.js';
import { summarize } from './summarize.js';

/** Columns of a curve. */
const CURVE = 'insert into model.return_curves (purchase_band, interval_step, days_since_last, days_ahead, purchase_date, return_probability, purchase_probability)';

/**
 * Two customers, predicted on the evening of 2021-04-30. The chance to have come back grows by 0.02 a day for 25 days and by 0.01 for
 * as many after it, to 0.75; a purchase has the chance 0.1 on each day. The middle half of 0.75 reaches from 0.1875 (day 10) to
 * 0.5625 (day 32), of which 0.57 - 0.18 lies within: 0.52 of 0.75.
 */
it('a hand-made prediction has the scores that are worked out by hand', async () => {
    await inFolder(async (folder) => {
        const database = await Database.open(join(folder, 'scores.duckdb'), folder);
        try {
            await database.run('create schema model');
            await database.run(sqlFile('dialects/duckdb-spark.sql'));
            for (const table of predictionTables) await database.run(duckdbCreateTable(table));
            await createScores(database);
            await database.run("create temp table origin as select date '2021-05-01' as origin_date");
            await database.run(`create table purchases as select * from (values
                (1, date '2021-01-01', 11, 1), (1, date '2021-02-01', 12, 1), (1, date '2021-05-20', 11, 1), (1, date '2021-05-20', 13, 1), (1, date '2021-05-25', 12, 1),
                (2, date '2021-01-01', 11, 1), (2, date '2021-02-01', 11, 1), (2, date '2021-06-30', 11, 1)
                ) as rows(user_id, purchase_date, product_id, lines)`);
            await database.run("create temp table past_days as select distinct user_id, purchase_date from purchases where purchase_date < '2021-05-01'");
            await database.run(`${CURVE} select 2, 170, 88, ahead, date '2021-04-30' + cast(ahead as integer), 0.02 * least(ahead, 25) + 0.01 * least(25, greatest(0, ahead - 25)), 0.1 from range(1, 61) as days(ahead)`);
            await database.run(`insert into model.customer_predictions select user_id, date '2021-04-30', 2, date '2021-02-01', 2, 170, 88, 30, 0.14, 0.55, 0.75, date '2021-05-19',
                date '2021-05-10', date '2021-06-01', date '2021-05-02', date '2021-06-16' from (values (1), (2)) as users(user_id)`);
            await database.run('insert into model.product_predictions (user_id, place, product_id, is_bought_before, probability) values (1, 1, 11, true, 0.6), (1, 2, 12, true, 0.5), (1, 3, 14, false, 0.1), (2, 1, 11, true, 0.9)');
            await scoreOrigin(database);
            const { measures, coverage, returns, days, products } = await summarize(database);
            const values = Object.fromEntries(measures.map(({ measure, scores }) => [measure.name, scores.find(({ forecast }) => forecast === 'prediction')!.value]));
            expect(values).toEqual({
                // The first comes on day 20, and was expected on day 19. The second comes on day 61, which is not within sixty.
                'Date, of those who return': 1,
                // A chance of 0.5 to have come back is reached on day 25: 5 days off the one, 36 off the other.
                'Date, of all': (5 + 36) / 2,
                'Return within 60 days': ((0.75 - 1) ** 2 + 0.75 ** 2) / 2,
                // Two of sixty customer-days have a purchase.
                'Purchase on a day, 30 days': expect.closeTo((2 * 0.9 ** 2 + 58 * 0.1 ** 2) / 60, 10),
                'A hit among three products': 1,
                // Of 11 and 13 the one.
                'Recall of three products': 0.5,
                // All days have the same chance.
                'Order of days, 30 days': 0.5,
            });
            expect(coverage).toEqual([
                { level: 50, claimed: expect.closeTo(0.39 / 0.75, 9), observed: 1, count: 1 },
                // From day 2 (0.02 are there before it) to day 47 (0.72).
                { level: 90, claimed: expect.closeTo(0.7 / 0.75, 9), observed: 1, count: 1 },
            ]);
            expect(returns).toEqual([{ predicted: 0.75, observed: 0.5, count: 2 }]);
            expect(days).toEqual([{ predicted: expect.closeTo(0.1, 9), observed: expect.closeTo(2 / 60, 9), count: 60 }]);
            // Of the one who came back.
            expect(products.reduce((sum, point) => sum + point.observed * point.count, 0)).toBeCloseTo(1, 9);
            expect(products.reduce((sum, point) => sum + point.count, 0)).toBe(3);
        } finally {
            database.close();
        }
    });
});
