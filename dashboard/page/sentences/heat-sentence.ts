import type { Answer, AnswerValue } from '../../answers/answer.js';
import { HOURS, WEEKDAYS } from '../../looks/calendar-names.js';
import { countText, numberText } from '../../looks/number-text.js';
import { valueText } from '../../looks/value-text.js';
import type { HeatMap } from '../../visual.js';
import { changeOf } from '../change-of.js';
import type { Phrase } from '../phrase.js';
import { measuresIn, numberAt } from '../read-answer.js';

/** Of hours: the one with most. Of cohorts: how many came again one step later, against the cohort before. */
export function heatSentence(visual: HeatMap, answer: Answer): Phrase {
    const [measure] = measuresIn(answer);
    const cells = answer.rows.flatMap((row) => {
        const value = numberAt(row, measure?.value ?? null);
        return value === null ? [] : [{ down: row[0]!, across: row[1]!, value }];
    });
    if (measure === undefined || cells.length === 0 || cells.every(({ value }) => value === 0)) return visual.across.holds === 'number' ? ['No week after a first visit is over yet.'] : [`No ${visual.measure.title.toLowerCase()} in these days.`];
    if (visual.across.holds === 'number' && measure.format === 'share') return cohortSentence(visual, cells);
    const most = Math.max(...cells.map(({ value }) => value));
    const [first, ...others] = cells.filter(({ value }) => value === most);
    const where = visual.across.holds === 'hour' && visual.down.holds === 'weekday' ? hourOfWeek(first!.down, first!.across) : `at ${valueText(first!.down, visual.down.holds)}, ${valueText(first!.across, visual.across.holds)}`;
    const also = others.length === 0 ? '' : `, and as many in ${others.length === 1 ? 'another hour' : `${countText(others.length)} other hours`}`;
    const of = measure.total === null ? '' : ` of ${numberText(measure.total, measure.format)}`;
    return [`Most ${measure.title.toLowerCase()} ${where}: ${numberText(most, measure.format)}${of}${also}.`];
}

function hourOfWeek(weekday: AnswerValue, hour: AnswerValue): string {
    const end = HOURS[(Number(hour) + 1) % 24];
    return `on ${WEEKDAYS[Number(weekday) - 1]}s from ${HOURS[Number(hour)]}:00 to ${end}:00 UTC`;
}

interface Cell {
    readonly down: AnswerValue;
    readonly across: AnswerValue;
    readonly value: number;
}

function cohortSentence({ across, measure }: HeatMap, cells: readonly Cell[]): Phrase {
    const [newest, before] = cells.filter((cell) => cell.across === 1).sort((a, b) => (String(a.down) < String(b.down) ? 1 : -1));
    if (newest === undefined) return ['No week after a first visit is over yet.'];
    const step = across.title.toLowerCase().replace(/^weeks\b/, 'week');
    const change = before === undefined ? null : changeOf({ now: newest.value, before: before.value, format: 'share', wish: measure.wish ?? 'neither' });
    const moved: Phrase = change === null ? [] : [', ', change, ` ${change.direction === 'same' ? 'as' : 'than'} of those who came first the week before (${numberText(before!.value, 'share')})`];
    return [`Of those who came first in the week from ${String(newest.down)}, ${numberText(newest.value, 'share')} came again one ${step}`, ...moved, '.'];
}
