import { html, type Markup } from '../looks/html.js';
import { shownText } from '../looks/shown-text.js';

/** A part of a sentence: words of the page, a name of the lake's, or a change. */
export type Part = string | { readonly name: string } | Change;

/** How a number moved, in words; whether that is good news is said too, so that nobody needs to see a colour. */
export interface Change {
    readonly direction: 'up' | 'down' | 'same';
    readonly judgement: 'better' | 'worse' | null;
    /** `4.1 %`; empty where it has none. */
    readonly amount: string;
    /** `4.1 % more` */
    readonly words: string;
}

/** A sentence of an answer. */
export type Phrase = readonly Part[];

/** Longest name in a sentence, in characters; tables have it whole. */
const LONGEST_NAME = 80;
const arrows = { up: '▲', down: '▼' } as const;

/** The sentence for those who hear it, as the label of its chart. */
export const phraseText = (phrase: Phrase): string => phrase.map((part) => (typeof part === 'string' ? part : 'name' in part ? shownText(part.name, LONGEST_NAME) : changeWords(part))).join('');

/** The sentence for those who see it. */
export const phraseMarkup = (phrase: Phrase): Markup => html`${phrase.map((part) => (typeof part === 'string' ? html`${part}` : 'name' in part ? html`<bdi class="name">${shownText(part.name, LONGEST_NAME)}</bdi>` : changeMarkup(part)))}`;

export const changeMarkup = (change: Change): Markup =>
    change.direction === 'same' ? html`${changeWords(change)}` : html`<span class="${change.judgement ?? 'even'}"><span aria-hidden="true">${arrows[change.direction]}</span> ${changeWords(change)}</span>`;

/** The change as a cell of a table: an arrow for the direction, and what it means in a word. */
export const changeCell = ({ direction, judgement, amount, words }: Change): Markup =>
    direction === 'same' ? html`${words}` : html`<span class="${judgement ?? 'even'}"><span aria-hidden="true">${arrows[direction]}</span><span class="unseen">${direction}</span> ${amount}${judgement === null ? '' : ` (${judgement})`}</span>`;

const changeWords = ({ words, judgement }: Change): string => (judgement === null ? words : `${words} (${judgement})`);
