const newLine = 0x0a;
const named = new Map([[0x09, '\\t'], [newLine, '\\n'], [0x0d, '\\r']]);

// Controls, invisible format characters (right-to-left marks among them), line separators and half characters.
// U+200C and U+200D are kept: Persian and Indic words are misspelt without them, and a terminal does nothing by them.
const unsafe = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text that is safe to show in a terminal: a character that could move the cursor, colour the screen, or turn the
 * reading order is replaced by its escape, such as `\x1b` or `\u202e`.
 */
export function terminalText(text: string, { keepNewLines = false }: { readonly keepNewLines?: boolean } = {}): string {
    return text.replace(unsafe, (character) => {
        const code = character.codePointAt(0)!;
        if (code === newLine && keepNewLines) {
            return character;
        }
        return named.get(code) ?? escapeOf(code);
    });
}

function escapeOf(code: number): string {
    const hex = code.toString(16);
    if (code <= 0xff) {
        return `\\x${hex.padStart(2, '0')}`;
    }
    return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}
