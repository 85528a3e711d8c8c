// JSON.stringify escapes C0 controls and half characters only; these could steer a terminal too, or turn its reading order.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A value as indented JSON in which characters that a terminal could take for a command are written `\u…`. */
export const safeJson = (value: unknown): string =>
    `${JSON.stringify(value, null, 2).replace(unsafe, (character) => (character === '\n' ? character : escaped(character)))}\n`;

const escaped = (character: string) =>
    Array.from({ length: character.length }, (_, place) => `\\u${character.charCodeAt(place).toString(16).padStart(4, '0')}`).join('');
