import type { DemoState } from '../../local/demo/demo-state.js';
import type { Paint } from './paint.js';
import { shortCount } from './short-count.js';

const PLACES = ['shop', 'PostgreSQL', 'raw', 'clean', 'model', 'funnel'] as const;
const THINGS = ['changes', 'changes', 'changes', 'events', 'sessions'] as const;
/** A count or the name of what is counted, and a space on each side. */
const LEAST_ARROW = 7;
const MOST_ARROW = 14;
const NAMES = PLACES.join('').length + 2 * THINGS.length;

/** The way of the data as a picture: what has come along each arrow stands above it. Without arrows where there is no room. */
export function wayLines({ shop, loaded, replicated, figures }: DemoState, { columns, paint }: { readonly columns: number; readonly paint: Paint }): string[] {
    const arrow = Math.min(MOST_ARROW, Math.floor((columns - NAMES) / THINGS.length));
    if (arrow < LEAST_ARROW) return [PLACES.join(' ▶ ')];
    const counts = [shop.changes, loaded + replicated, figures?.replicated ?? 0, figures?.events ?? 0, figures?.sessions ?? 0].map(shortCount);
    const over = (texts: readonly string[]) => PLACES.map((place, at) => ' '.repeat(place.length) + centred(texts[at] ?? '', arrow + 2)).join('').trimEnd();
    const way = PLACES.map((place, at) => (at === 0 ? paint.strong(place) : `${paint.faint(`${'─'.repeat(arrow - 1)}▶`)} ${paint.strong(place)}`)).join(' ');
    return [over(counts), way, paint.faint(over(THINGS))];
}

function centred(text: string, width: number): string {
    const left = Math.floor((width - text.length) / 2);
    return ' '.repeat(Math.max(0, left)) + text.padEnd(width - Math.max(0, left));
}
