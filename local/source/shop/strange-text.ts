import type { Random } from './random.js';

/** Texts that some reader or writer of csv, JSON, COPY or SQL has stumbled over. */
const TEXTS = [
    '',
    ' ',
    '\\N',
    'NULL',
    'null',
    '\\.',
    '\\',
    '"',
    '""',
    "'",
    "O'Brien; drop table events; --",
    'a "quoted" name, with a comma',
    'C:\\new\\table\\x41',
    'two\nlines',
    'carriage\r\nreturn',
    'tab\there',
    '{"json": [1, null]}',
    '{NULL,"a,b"}',
    '=1+1',
    '  spaces around  ',
    'emoji 👩‍👩‍👧‍👦 🛒',
    'مرحبا بالعالم',
    'שלום, "עולם"',
    'turned \u202Eback',
    'cafe\u0301 and café',
    '日本語の名前',
    'bell \u0007, escape \u001b[31m, unit \u001f',
    'line\u2028separator',
    'not a break\u00a0here, nor\ufeffthere',
    '0012',
    '1e5',
    'true',
    '2020-01-01',
] as const;

const WIDE = ['🛒', 'é', 'x', '"', '\\', '漢'] as const;

/** A text that is hard to carry, sometimes of the greatest length. @param maxLength in characters, as PostgreSQL counts them */
export function strangeText(random: Random, maxLength: number): string {
    if (random.chance(0.15)) return random.pick(WIDE).repeat(maxLength);
    const letters = [...random.pick(TEXTS)];
    return letters.slice(0, maxLength).join('');
}
