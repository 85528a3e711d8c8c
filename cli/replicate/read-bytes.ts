import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 };

/** `500MB`, `1GB`, `1.5TB` in bytes. @throws InvalidArgumentError */
export function bytes(text: string): number {
    const [, number, unit] = /^(\d+(?:\.\d+)?) ?(MB|GB|TB)$/i.exec(text) ?? [];
    const size = Number(number) * UNITS[unit?.toUpperCase() ?? '']!;
    if (!(size >= 1e6)) throw new InvalidArgumentError('a size such as 500MB, 10GB or 1TB is needed.');
    return size;
}

/** A size for people. */
export function formatBytes(size: number): string {
    for (const [unit, factor] of [['GB', 1e9], ['MB', 1e6], ['KB', 1e3]] as const) {
        if (size >= factor) return `${(size / factor).toFixed(size >= 100 * factor ? 0 : 1)} ${unit}`;
    }
    return `${Math.round(size)} bytes`;
}
