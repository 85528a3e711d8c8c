import type { Answer } from '../../answers/answer.js';
import { type BarRow, barTable } from '../../looks/bar-table.js';
import type { Markup } from '../../looks/html.js';
import { NO_NUMBER, numberText, shareText } from '../../looks/number-text.js';
import type { Funnel } from '../../visual.js';
import { changeOf } from '../change-of.js';
import { earlierWords } from '../earlier-words.js';
import { changeCell } from '../phrase.js';
import { measuresIn, numberAt } from '../read-answer.js';

/** The stages with what is left of the first and of the one before; the share of the first is compared, as the number of visits changes by itself. */
export function funnelTable({ stages }: Funnel, answer: Answer): Markup {
    const [measure] = measuresIn(answer);
    const list = (at: number | null) => answer.rows.map((row) => numberAt(row, at));
    const [values, now, before] = [list(measure!.value), list(measure!.now), list(measure!.before)];
    const words = earlierWords(answer.period);
    const isCompared = words !== null && measure!.now !== null;
    const whole = stages[0].title.toLowerCase();
    const rows = answer.rows.map((row, place): BarRow => {
        const earlier = shareOf(before, place);
        const change = isCompared && place > 0 ? changeOf({ now: shareOf(now, place), before: earlier, format: 'share', wish: 'more' }) : null;
        const share = shareOf(values, place);
        const ofStage = place === 0 || !values[place - 1] ? null : (values[place] ?? 0) / values[place - 1]!;
        return {
            name: String(row[0]),
            cells: [numberText(values[place] ?? null, 'count'), numberText(share, 'share'), ofStage === null ? NO_NUMBER : shareText(ofStage), ...(isCompared ? [change === null ? NO_NUMBER : changeCell(change)] : [])],
            share: share ?? 0,
            before: isCompared ? earlier : null,
        };
    });
    const compared = isCompared ? ` ${words.marks.replace(/ The faint .*/, '')}` : '';
    return barTable({ caption: `Bars show the share of all ${whole}.${compared}`, header: ['Stage', stages[0].title, `Of ${whole}`, 'Of the stage before', ...(isCompared ? ['Change'] : [])], rows });
}

function shareOf(values: readonly (number | null)[], place: number): number | null {
    const [whole, part] = [values[0], values[place]];
    return whole == null || whole === 0 || part == null ? null : part / whole;
}
