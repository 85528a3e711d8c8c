import { terminalText } from '../../local/terminal-text.js';

/** Text that is markup already. */
export class Markup {
    constructor(readonly text: string) {}
}

type Part = string | number | Markup | readonly Markup[];

/** A template of markup: what is put into it is escaped, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
    return new Markup(strings.reduce((text, string, place) => text + markupOf(parts[place - 1]!) + string));
}

function markupOf(part: Part): string {
    if (part instanceof Markup) return part.text;
    if (typeof part === 'object') return part.map(({ text }) => text).join('');
    return escapeHtml(String(part));
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Controls and marks that turn the reading order are shown as escapes, as in a terminal. */
const escapeHtml = (text: string): string => terminalText(text).replace(/[&<>"']/g, (sign) => entities[sign]!);
