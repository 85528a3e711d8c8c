/** How parts of a text are made to stand out; each keeps the width of its text. */
export interface Paint {
    readonly strong: (text: string) => string;
    readonly faint: (text: string) => string;
    readonly good: (text: string) => string;
    readonly bad: (text: string) => string;
    readonly bar: (text: string) => string;
}

const same = (text: string): string => text;

/** For pipes, for terminals without colours, and where NO_COLOR is set (https://no-color.org). */
export const PLAIN: Paint = { strong: same, faint: same, good: same, bad: same, bar: same };

const sgr = (on: number, off: number) => (text: string) => (text === '' ? '' : `\x1b[${on}m${text}\x1b[${off}m`);

/** The eight colours that every terminal has, as its user has set them. */
export const COLOURED: Paint = { strong: sgr(1, 22), faint: sgr(2, 22), good: sgr(32, 39), bad: sgr(31, 39), bar: sgr(36, 39) };
