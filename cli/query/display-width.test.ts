import { expect, it } from 'vitest';
import { displayWidth } from './display-width.js';

it.each([
    ['', 0],
    ['abc', 3],
    ['Ünï', 3],
    ['e\u0301', 1], // e with a combining accent
    ['日本', 4],
    ['한국', 4],
    ['ｗｉｄｅ', 8],
    ['👍', 2],
    ['🇩🇪', 2],
    ['می\u200cروم', 5],
    ['\u1112\u1161\u11ab', 2], // one Hangul syllable in three parts
    ['€1 → ½', 6],
])('counts the columns of %s as %d', (text, width) => {
    expect(displayWidth(text)).toBe(width);
});
