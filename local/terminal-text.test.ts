import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminalText } from './terminal-text.js';

describe('terminalText', () => {
    it.each([
        ['plain text, Ümläut, 日本語, 👍', 'plain text, Ümläut, 日本語, 👍'],
        ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
        ['\u001b[31mred\u0007', '\\x1b[31mred\\x07'],
        ['\u009b31m', '\\x9b31m'],
        ['\u007f\u0000', '\\x7f\\x00'],
        ['gpj\u202efdp.exe', 'gpj\\u202efdp.exe'],
        ['\u200eleft\u2066\u2069', '\\u200eleft\\u2066\\u2069'],
        ['line\u2028paragraph\u2029', 'line\\u2028paragraph\\u2029'],
        ['\u{e0041}tag', '\\u{e0041}tag'],
        ['half \ud800', 'half \\ud800'],
        ['می\u200cروم', 'می\u200cروم'],
    ])('shows %j as %j', (text, expected) => {
        expect(terminalText(text)).toBe(expected);
    });

    it('keeps new lines when asked to, and nothing else', () => {
        expect(terminalText('a\n\u001bb\r\n', { keepNewLines: true })).toBe('a\n\\x1bb\\r\n');
    });

    it('lets no control and no direction mark through, and changes safe text no more', () => {
        const dangerous = (code: number) =>
            code < 0x20
            || (code >= 0x7f && code <= 0x9f)
            || [0x061c, 0x200e, 0x200f, 0x2028, 0x2029].includes(code)
            || (code >= 0x202a && code <= 0x202e)
            || (code >= 0x2066 && code <= 0x2069);
        const unit = fc.oneof(
            fc.integer({ min: 0, max: 0xff }),
            fc.integer({ min: 0x2000, max: 0x2070 }),
            fc.integer({ min: 0, max: 0x10ffff }),
        );
        fc.assert(
            fc.property(fc.array(unit), (codes) => {
                const shown = terminalText(String.fromCodePoint(...codes));
                expect(Array.from(shown, (character) => character.codePointAt(0)!).filter(dangerous)).toEqual([]);
                expect(terminalText(shown)).toBe(shown);
            }),
        );
    });
});
