import type { Answer, AnswerColumn } from '../../answers/answer.js';
import type { Period } from '../../answers/period.js';

/** A week whose last day, Friday 27 November 2026, may not be over. */
export const OPEN_WEEK: Period = {
    from: '2026-11-21',
    to: '2026-11-27',
    days: 7,
    compared: { now: { from: '2026-11-21', to: '2026-11-26' }, before: { from: '2026-11-14', to: '2026-11-19' } },
    whyNot: null,
};

/** A week that is over. */
export const WHOLE_WEEK: Period = { ...OPEN_WEEK, compared: { now: { from: '2026-11-21', to: '2026-11-27' }, before: { from: '2026-11-14', to: '2026-11-20' } } };

/** An answer for tests, with what they do not speak of left empty. */
export function inventedAnswer(part: Partial<Answer> & Pick<Answer, 'columns' | 'rows'>): Answer {
    return { visual: 'invented', state: 1, total: part.rows.length, totals: [], period: null, unreached: [], ...part };
}

type Measured = { readonly title: string; readonly format?: 'count' | 'money' | 'share'; readonly wish?: 'more' | 'less' };

/** The columns of a measure, compared or not. */
export function measured({ title, format = 'money', wish = 'more' }: Measured, isCompared = true): readonly AnswerColumn[] {
    const value = { title, role: 'value', format, wish } as const;
    return isCompared ? [value, { title, role: 'now', format }, { title, role: 'before', format }] : [value];
}
