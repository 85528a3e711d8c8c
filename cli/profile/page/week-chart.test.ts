import { expect, it } from 'vitest';
import { weekChart } from './week-chart.js';

/** Places of the cells of one colour, by their upper left corner: in the wide drawing, then in the narrow one. */
const cellsOf = (text: string, heat: number): number[][] =>
    [...text.matchAll(new RegExp(`<path d="M([\\d.]+) ([\\d.]+)l[^"]*" fill="var\\(--heat-${heat}\\)"`, 'g'))].map(([, x, y]) => [Number(x), Number(y)]);

it('puts an hour of the week where its weekday and hour are, as strong as its count', () => {
    const counts = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
    counts[2]![10] = 60; // Wednesday
    counts[6]![23] = 31; // Sunday
    const { text } = weekChart(counts);
    // wide: from (40, 4), cells of 1032 / 24 = 43 by 210 / 7 = 30; narrow: cells of 292 / 7 = 41.7 by 450 / 24 = 18.75
    const near = (x: number, y: number) => [expect.closeTo(x, 0), expect.closeTo(y, 0)];
    expect(cellsOf(text, 6)).toEqual([near(40 + 10 * 43, 4 + 2 * 30), near(40 + 2 * 41.7, 4 + 10 * 18.75)]);
    expect(cellsOf(text, 4)).toEqual([near(40 + 23 * 43, 4 + 6 * 30), near(40 + 6 * 41.7, 4 + 23 * 18.75)]);
    expect(cellsOf(text, 0)).toHaveLength(2 * (7 * 24 - 2));
});
