import type { FunnelDay } from '../../local/demo/lake-figures.js';
import { formatCount } from '../output/text-table.js';
import type { Paint } from './paint.js';
import { shortCount } from './short-count.js';

const SHADES = ['░', '▒', '█'] as const;
const DAY = 11;
const NUMBERS = [9, 9, 9, 13] as const;
const WIDTH_OF_NUMBERS = NUMBERS.reduce((sum, width) => sum + width, 0);
const LEAST_BAR = 8;
const MOST_BAR = 70;

export interface FunnelLinesProps {
    readonly columns: number;
    /** Of text, with the header. */
    readonly lines: number;
    /** Epoch milliseconds. */
    readonly now: number;
    readonly paint: Paint;
}

/** The funnel of the last days, newest first. Each bar is a funnel on its side: those who bought within those with a cart within all. */
export function funnelLines(days: readonly FunnelDay[], { columns, lines, now, paint }: FunnelLinesProps): string[] {
    const bar = Math.min(MOST_BAR, columns - DAY - 1 - WIDTH_OF_NUMBERS);
    const hasBar = bar >= LEAST_BAR;
    const legend = hasBar ? `${SHADES[0]} viewed ${SHADES[1]} cart ${SHADES[2]} bought` : '';
    const title = 'funnel'.padEnd(DAY) + (hasBar ? ` ${(legend.length > bar ? '' : legend).padEnd(bar)}` : '');
    const header = title + ['viewed', 'cart', 'bought', 'revenue'].map((name, at) => name.padStart(NUMBERS[at]!)).join('');
    const most = Math.max(1, ...days.map(({ withView }) => withView));
    const today = new Date(now).toISOString().slice(0, 10);
    const rows = days.slice(0, Math.max(0, lines - 1)).map(({ day, withView, withCart, withPurchase, revenue }) => {
        const widths = [withView, withCart, withPurchase].map((count) => barWidth(count, most, bar));
        const name = (day === today ? 'today' : day).padEnd(DAY);
        const counts = [...[withView, withCart, withPurchase].map(shortCount), revenue < 1e9 ? formatCount(Math.round(revenue)) : shortCount(revenue)];
        return name + (hasBar ? ` ${paint.bar(nested(widths))}${' '.repeat(bar - Math.max(...widths))}` : '') + counts.map((count, at) => count.padStart(NUMBERS[at]!)).join('');
    });
    return [paint.strong(header), ...rows];
}

/** What is not nothing can be seen. */
const barWidth = (count: number, most: number, width: number): number => (count === 0 ? 0 : Math.max(1, Math.min(width, Math.round((count / most) * width))));

/** The narrower part lies on the wider one, and each has a character of its own where there is room. */
function nested([viewed = 0, cart = 0, bought = 0]: readonly number[]): string {
    const [wide, middle] = [Math.max(viewed, cart, bought), Math.max(cart, bought)];
    return SHADES[2].repeat(bought) + SHADES[1].repeat(middle - bought) + SHADES[0].repeat(wide - middle);
}
