const zeroWidth = /[\p{Mn}\p{Me}\u200c\u200d\u1160-\u11ff]/u;

/** First and last code points that a terminal shows two columns wide: Unicode's East Asian Width W and F, in short. */
const wideRanges: readonly (readonly [number, number])[] = [
    [0x1100, 0x115f],
    [0x2e80, 0x303e],
    [0x3041, 0xa4cf],
    [0xa960, 0xa97c],
    [0xac00, 0xd7a3],
    [0xf900, 0xfaff],
    [0xfe10, 0xfe19],
    [0xfe30, 0xfe6f],
    [0xff01, 0xff60],
    [0xffe0, 0xffe6],
    [0x16fe0, 0x18cff],
    [0x1b000, 0x1b2ff],
    [0x20000, 0x3fffd],
];

const wideEmoji = /\p{Emoji_Presentation}/u;
/** Two of these make one flag of two columns. */
const regionalIndicator = /\p{Regional_Indicator}/u;

/** How many columns of a terminal a text takes; it is to be free of control characters. */
export function displayWidth(text: string): number {
    let width = 0;
    for (const character of text) {
        width += characterWidth(character);
    }
    return width;
}

function characterWidth(character: string): number {
    const code = character.codePointAt(0)!;
    if (code < 0x300) {
        return 1;
    }
    if (zeroWidth.test(character)) {
        return 0;
    }
    if (wideRanges.some(([first, last]) => code >= first && code <= last)) {
        return 2;
    }
    return wideEmoji.test(character) && !regionalIndicator.test(character) ? 2 : 1;
}
