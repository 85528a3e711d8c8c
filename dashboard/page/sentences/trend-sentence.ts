import type { Answer } from '../../answers/answer.js';
import { numberText } from '../../looks/number-text.js';
import { dayText } from '../../looks/value-text.js';
import type { Trend } from '../../visual.js';
import { comparison } from '../comparison.js';
import type { Phrase } from '../phrase.js';
import { measuresIn, numberAt } from '../read-answer.js';

/** The sum of the days, compared, and the day with most; of a share, on how many days it was higher. */
export function trendSentence(visual: Trend, answer: Answer): Phrase {
    const [measure] = measuresIn(answer);
    if (measure === undefined) return [];
    const { format, title } = measure;
    const days = answer.rows.map((row) => ({ day: String(row[0]), value: numberAt(row, measure.value), before: numberAt(row, measure.before) }));
    const known = days.filter(({ value }) => value !== null) as { day: string; value: number; before: number | null }[];
    const most = known.reduce<(typeof known)[number] | null>((largest, day) => (largest === null || day.value > largest.value ? day : largest), null);
    if (most === null || (most.value === 0 && visual.measure.per === undefined)) return [`No ${title.toLowerCase()} in these days.`];
    const total = `${numberText(measure.total, format)} in ${days.length === 1 ? `one day, ${dayText(days[0]!.day)}` : `${days.length} days`}`;
    const best = known.filter(({ value }) => value !== 0).length < 2 ? [] : [` The ${format === 'share' ? 'highest' : 'most'} was on ${dayText(most.day)} with ${numberText(most.value, format)}.`];
    const compared = answer.period?.compared?.now ?? null;
    const within = compared === null ? [] : days.filter(({ day }) => day >= compared.from && day <= compared.to);
    if (format === 'share') {
        const both = within.filter(({ value, before }) => value !== null && before !== null);
        const higher = both.filter(({ value, before }) => value! > before!).length;
        const moved = both.length === 0 ? [] : [`; on ${higher} of ${both.length} days higher than ${answer.period!.days} days earlier`];
        return [total, ...moved, '.', ...best];
    }
    const sum = (values: readonly (number | null)[]) => values.reduce<number>((all, value) => all + (value ?? 0), 0);
    const moved = within.length === 0 ? [] : comparison({ answer, measure, now: sum(within.map(({ value }) => value)), before: sum(within.map(({ before }) => before)) });
    return [total, ...moved, '.', ...best];
}
