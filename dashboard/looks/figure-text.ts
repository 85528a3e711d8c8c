const prices = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 4 });

/** An amount with two to four decimals, as many as it has. */
export const priceText = (price: number | null): string => (price === null ? '–' : prices.format(price));

/** `2020-04-01T00:00:00Z`; milliseconds only where there are some. */
export const timeText = (time: string | null): string => (time === null ? '–' : time.replace('.000Z', 'Z'));

/** A length of time in its two largest units: `3 d 4 h`, `20 min 5 s`, `0.25 s`. */
export function durationText(seconds: number): string {
    const units: [string, number][] = [['d', 86_400], ['h', 3_600], ['min', 60], ['s', 1]];
    const first = units.findIndex(([, length]) => seconds >= length);
    if (first < 0 || first === units.length - 1) return `${seconds} s`;
    const [name, length] = units[first]!;
    const [nextName, nextLength] = units[first + 1]!;
    const rest = Math.floor((seconds % length) / nextLength);
    return `${Math.floor(seconds / length)} ${name}${rest > 0 ? ` ${rest} ${nextName}` : ''}`;
}
