import type { Answer } from '../answers/answer.js';
import { compactText } from '../charts/compact-text.js';
import { heatOption } from '../charts/heat-option.js';
import { heatStep } from '../charts/heat-steps.js';
import { scatterOption } from '../charts/scatter-option.js';
import { trendOption } from '../charts/trend-option.js';
import { HOURS, WEEKDAYS } from '../looks/calendar-names.js';
import { NO_NUMBER, numberText, shortShareText } from '../looks/number-text.js';
import { valueText } from '../looks/value-text.js';
import type { Format, Scatter, Trend, Visual } from '../visual.js';
import type { Drawing } from './chart-frame.js';
import { heatRange } from './heat-range.js';
import { measuresIn, namesIn, numberAt } from './read-answer.js';
import { pointName } from './sentences/point-name.js';

const [TREND_HEIGHT, SCATTER_HEIGHT] = [240, 400];
/** Below it, 24 hours are not read beside each other. */
const NARROW = 480;
/** A cell has its number in it from this width on, in pixels. */
const WRITTEN = 46;
/** Wider cells are no easier to compare. */
const WIDEST = 110;

/** How an answer is drawn into a width; null where it is a table. */
export function drawAnswer(visual: Visual, answer: Answer, openDay: string | null): ((width: number) => Drawing) | null {
    if (visual.kind === 'trend') return trend(visual, answer, openDay);
    if (visual.kind === 'heat map') return visual.across.holds === 'hour' ? hours(answer) : matrix(answer);
    return visual.kind === 'scatter' ? scatter(visual, answer) : null;
}

const axisText = (format: Format) => (format === 'share' ? shortShareText : format === 'seconds' ? (value: number) => numberText(value, format) : compactText);

function trend({ measure: { title } }: Trend, answer: Answer, openDay: string | null): (width: number) => Drawing {
    const measure = measuresIn(answer)[0]!;
    const points = answer.rows.map((row) => ({ day: String(row[0]), value: numberAt(row, measure.value), before: numberAt(row, measure.before) }));
    const earlier = measure.before === null ? null : answer.period!.days;
    return (width) => ({ height: TREND_HEIGHT, option: trendOption({ points, title, earlier, openDay, width, text: (value) => numberText(value, measure.format), axisText: axisText(measure.format) }) });
}

function hours(answer: Answer): (width: number) => Drawing {
    const measure = measuresIn(answer)[0]!;
    const days = WEEKDAYS.map((day) => day.slice(0, 3));
    const values = new Map(answer.rows.map((row) => [`${row[0]} ${row[1]}`, numberAt(row, measure.value) ?? 0]));
    const most = Math.max(...values.values());
    return (width) => {
        const isUpright = width < NARROW;
        const cells = WEEKDAYS.flatMap((_, day) => HOURS.map((__, hour) => ({ x: isUpright ? day : hour, y: isUpright ? hour : day, step: heatStep(values.get(`${day + 1} ${hour}`) ?? 0, most) })));
        return { height: isUpright ? 480 : 240, option: heatOption({ across: isUpright ? days : HOURS, down: isUpright ? HOURS : days, cells, left: 40 }) };
    };
}

function matrix(answer: Answer): (width: number) => Drawing {
    const measure = measuresIn(answer)[0]!;
    // All came in the week of their first visit: this is 100 % by itself, and would be the strongest colour.
    const rows = answer.rows.filter((row) => row[1] !== 0);
    const downs = [...new Set(answer.rows.map((row) => String(row[0])))];
    const last = Math.max(...rows.map((row) => Number(row[1])));
    const acrosses = Array.from({ length: Math.max(last, 1) }, (_, place) => String(place + 1));
    const { least, most } = heatRange(rows.map((row) => numberAt(row, measure.value) ?? 0));
    return (width) => {
        const left = 88;
        const cell = Math.min(WIDEST, (width - left - 8) / acrosses.length);
        const isWritten = cell >= WRITTEN;
        const cells = rows.map((row) => {
            const value = numberAt(row, measure.value) ?? 0;
            return { x: Number(row[1]) - 1, y: downs.indexOf(String(row[0])), step: heatStep(value, most, least), text: isWritten ? numberText(value, measure.format) : undefined };
        });
        return { height: 30 + downs.length * 30, option: heatOption({ across: acrosses, down: downs, cells, left, right: width - left - cell * acrosses.length, isHeadAbove: true }) };
    };
}

function scatter(visual: Scatter, answer: Answer): (width: number) => Drawing {
    const [across, up, size] = measuresIn(answer);
    const names = namesIn(answer);
    const points = answer.rows.flatMap((row) => {
        const [x, y] = [numberAt(row, across!.value), numberAt(row, up!.value)];
        if (x === null || y === null) return [];
        const described = names.slice(1).map(({ at, holds, title }) => `${title}: ${short(valueText(row[at] ?? null, holds))}`);
        const measured = [across!, up!, size!].map((measure) => `${measure.title}: ${numberText(numberAt(row, measure.value), measure.format)}`);
        return [{ x, y, size: numberAt(row, size!.value) ?? 0, lines: [short(pointName(row, names)), ...described.filter((line) => !line.endsWith(`: ${NO_NUMBER}`)), ...measured] }];
    });
    const option = scatterOption({ points, across: { title: visual.across.title, axisText: axisText(visual.across.format) }, up: { title: visual.up.title, axisText: axisText(visual.up.format) }, overall: up!.total });
    return () => ({ height: SCATTER_HEIGHT, option });
}

const short = (text: string): string => (text.length > 48 ? `${text.slice(0, 47)}…` : text);
