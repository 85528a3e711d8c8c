import { countText, shareText } from '../looks/number-text.js';
import type { Format, Wish } from '../visual.js';
import type { Change } from './phrase.js';

export interface ChangeOfProps {
    readonly now: number | null;
    readonly before: number | null;
    readonly format: Format;
    readonly wish: Wish;
}

const words = {
    count: { up: 'more', down: 'fewer', same: 'as many' },
    money: { up: 'more', down: 'less', same: 'as much' },
    share: { up: 'higher', down: 'lower', same: 'as high' },
    seconds: { up: 'longer', down: 'shorter', same: 'as long' },
} as const;

const points = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });
/** Beyond it, percent are no help. */
const MANY_TIMES = 10;

/** How a number moved: shares in percentage points, all else in percent; null where one of both is not known. */
export function changeOf({ now, before, format, wish }: ChangeOfProps): Change | null {
    if (now === null || before === null || !Number.isFinite(now) || !Number.isFinite(before)) return null;
    const difference = now - before;
    // What would be written as 0.0 is no change.
    const isSame = format === 'share' ? Math.abs(difference) < 0.00005 : Math.abs(difference) < 0.0005 * Math.abs(before) || difference === 0;
    if (isSame) return { direction: 'same', judgement: null, amount: '', words: words[format].same };
    const direction = difference > 0 ? 'up' : 'down';
    const judgement = wish === 'neither' ? null : (direction === 'up') === (wish === 'more') ? 'better' : 'worse';
    const word = words[format][direction];
    if (format === 'share') {
        const text = points.format(100 * Math.abs(difference));
        return { direction, judgement, amount: `${text} points`, words: `${text} percentage points ${word}` };
    }
    if (before === 0) return { direction, judgement, amount: 'from none', words: word };
    const times = now / before;
    if (times >= MANY_TIMES) return { direction, judgement, amount: `${countText(times)} times`, words: `${countText(times)} times ${words[format].same}` };
    const amount = shareText(Math.abs(times - 1));
    return { direction, judgement, amount, words: `${amount} ${word}` };
}
