import type { Answer } from '../../answers/answer.js';
import { shareText } from '../../looks/number-text.js';
import type { Funnel } from '../../visual.js';
import { comparison } from '../comparison.js';
import type { Phrase } from '../phrase.js';
import { measuresIn, namesIn, numberAt } from '../read-answer.js';

/** `Of 100 sessions, 3 come to “Bought after that”, …; most are lost between … and …: 91 of 100.` */
export function funnelSentence({ stages }: Funnel, answer: Answer): Phrase {
    const [measure] = measuresIn(answer);
    const [stage] = namesIn(answer);
    if (measure === undefined || stage === undefined) return [];
    const at = (place: number | null) => answer.rows.map((row) => numberAt(row, place) ?? 0);
    const counts = at(measure.value);
    const [first = 0, last = 0] = [counts[0], counts.at(-1)];
    const whole = stages[0].title.toLowerCase();
    if (first === 0) return [`No ${whole} in these days.`];
    const titles = answer.rows.map((row) => String(row[stage.at]));
    const shareOf = (list: readonly number[]): number | null => (list[0] === undefined || list[0] === 0 ? null : list.at(-1)! / list[0]);
    const losses = counts.slice(1).map((count, place) => counts[place]! - count);
    const worst = losses.indexOf(Math.max(...losses));
    const moved = comparison({ answer, measure: { format: 'share', wish: 'more' }, now: shareOf(at(measure.now)), before: shareOf(at(measure.before)) });
    const lost: Phrase = losses[worst]! > 0 ? [`. Most are lost between “${titles[worst]}” and “${titles[worst + 1]}”: ${shareText(losses[worst]! / first)} of the ${whole}.`] : ['. None is lost on the way.'];
    return [`${shareText(last / first)} of the ${whole} come to “${titles.at(-1)}”`, ...moved, ...lost];
}
