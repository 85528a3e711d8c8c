import type { BacktestResult, Comparison, Measure, Score } from '../../local/backtest/backtest-result.js';
import { spanText } from '../../local/backtest/origins.js';
import { formatCount, textTable } from '../output/text-table.js';

/** The result of a backtest as text for people. How it differs by earlier purchases is in JSON and on the page. */
export function backtestText({ first, last, daysAlone, origins, measures, coverage }: BacktestResult): string {
    // The tables of all measures have their columns below each other.
    const width = Math.max(...measures.flatMap(({ scores }) => scores.map(({ forecast }) => forecast.length)));
    const lines = [
        `Purchases from ${spanText({ first, last, daysAlone })}.`,
        'Predictions of sixty days as of the day before each origin:',
        textTable(['origin', 'customers', 'returned'], origins.map(({ date, customers, returned }) => [date, customers, returned])),
    ];
    for (const { measure, scores } of measures) {
        lines.push('', `${measure.name} (${measure.unit}, ${measure.isLessBetter ? 'less' : 'more'} is better)`);
        lines.push(
            textTable(
                ['forecast'.padEnd(width), 'value'.padStart(7), 'of'.padStart(7), 'prediction against it'],
                scores.map((score) => [score.forecast, valueText(measure, score.value), formatCount(score.count), comparisonText(measure, score.comparison)]),
            ),
        );
    }
    lines.push('', 'Returns within the predicted interval, and how many were to be');
    lines.push(textTable(['interval', 'claimed', 'observed', 'of'], coverage.map(({ level, claimed, observed, count }) => [`${level} %`, percent(claimed), percent(observed), count])));
    return `${lines.join('\n')}\n`;
}

/** A value of a measure with as many places as tell forecasts apart. */
export function valueText({ unit }: Measure, value: Score['value']): string {
    if (unit === 'share') return percent(value);
    if (unit === 'days off') return value.toFixed(2);
    return value.toFixed(unit === 'AUC' ? 3 : 5);
}

/** `-8.1 % (-10.2 to -6.0)`, in percentage points where the measure is a share; nothing for the prediction itself. */
export function comparisonText({ comparedIn }: Measure, comparison: Comparison | null): string {
    if (comparison === null) return '';
    const { difference, low, high } = comparison;
    return `${signed(difference)} ${comparedIn === 'percent' ? '%' : 'points'} (${signed(low)} to ${signed(high)})`;
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const signed = (value: number) => `${value > 0 ? '+' : ''}${value.toFixed(1)}`;
