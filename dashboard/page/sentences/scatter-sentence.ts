import type { Answer } from '../../answers/answer.js';
import { countText, numberText } from '../../looks/number-text.js';
import type { Scatter } from '../../visual.js';
import type { Part, Phrase } from '../phrase.js';
import { measuresIn, namesIn, numberAt } from '../read-answer.js';
import { pointName } from './point-name.js';

/** Among the half that is seen most: which is bought least, and which most. */
export function scatterSentence(visual: Scatter, answer: Answer): Phrase {
    const [across, up] = measuresIn(answer);
    const names = namesIn(answer);
    if (across === undefined || up === undefined || answer.rows.length === 0) return [`No ${visual.title.toLowerCase().replace(/:.*/, '')} of which enough is known.`];
    const points = answer.rows
        .map((row) => ({ x: numberAt(row, across.value), y: numberAt(row, up.value), name: { name: pointName(row, names) } as Part }))
        .filter((point): point is { x: number; y: number; name: Part } => point.x !== null && point.y !== null);
    const things = `${names[0]!.title.toLowerCase()}s`;
    const overall = `${up.title} is ${numberText(up.total, up.format)} over ${answer.total === 1 ? 'one' : `all ${countText(answer.total)} ${things}`}.`;
    if (points.length < 2) return [overall];
    const seen = points.map(({ x }) => x).sort((a, b) => a - b)[Math.floor(points.length / 2)]!;
    const much = points.filter(({ x }) => x >= seen).sort((a, b) => a.y - b.y || b.x - a.x);
    const [least, most] = [much[0]!, much.at(-1)!];
    if (least.y === most.y) return [overall];
    const told = ({ x, y, name }: (typeof points)[number]): Phrase => [name, ` (${numberText(y, up.format)} of the ${numberText(x, across.format)})`];
    return [`${overall} Of the ${countText(much.length)} with most ${across.title.toLowerCase()}, the lowest has `, ...told(least), ', the highest ', ...told(most), '.'];
}
