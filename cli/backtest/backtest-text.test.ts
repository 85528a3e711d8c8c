import { expect, it } from 'vitest';
import { backtestText } from './backtest-text.js';

const EMPTY = { first: '2021-01-01', last: '2021-07-31', origins: [], measures: [], coverage: [], returns: [], days: [], products: [] };

it.each([
    [0, 'Purchases from 2021-01-01 to 2021-07-31.'],
    [1, 'Purchases from 2021-01-01 to 2021-07-31, not counting 1 day that stands alone.'],
    [12, 'Purchases from 2021-01-01 to 2021-07-31, not counting 12 days that stand alone.'],
])('the text of a backtest of a history with %i days of purchases that stand alone begins with what is counted', (daysAlone, line) => {
    expect(backtestText({ ...EMPTY, daysAlone }).split('\n')[0]).toBe(line);
});
