import fc from 'fast-check';

/** Text of any characters, those that formats treat in their own way more often than others. */
export const anyText: fc.Arbitrary<string> = fc
    .array(
        fc.oneof(
            fc.constantFrom(...'"\\\'\n\r\t,;=+-@ \u001b\u2028\u202e'),
            fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCodePoint(code)),
            fc
                .integer({ min: 0x100, max: 0x10ffff })
                .filter((code) => code < 0xd800 || code > 0xdfff) // halves of a pair are no characters
                .map((code) => String.fromCodePoint(code)),
        ),
        { maxLength: 12 },
    )
    .map((characters) => characters.join(''));
