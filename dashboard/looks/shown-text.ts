import { terminalText } from '../../local/terminal-text.js';

/** Longest text of a cell in characters. */
const LONGEST = 60;

/** A value of the file as people see it: nothing in it can steer a terminal or turn the reading order, and it is not too long. */
export function shownText(value: string, longest = LONGEST): string {
    const characters = [...terminalText(value)];
    return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('');
}
