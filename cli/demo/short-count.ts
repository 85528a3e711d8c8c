import { formatCount } from '../output/text-table.js';

const UNITS = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M']] as const;

/** A count in at most seven characters: with thousands separators below a million, then in three digits such as `1.23 M`. */
export function shortCount(count: number): string {
    if (count < 1e6) return formatCount(Math.round(count));
    const [size, unit] = UNITS.find(([least]) => count >= least)!;
    // Cut, not rounded, so that 999,999,999 does not become 1000 M.
    const digits = Math.floor((count / size) * 100) / 100;
    return `${digits >= 100 ? Math.floor(digits) : digits >= 10 ? (Math.floor(digits * 10) / 10).toFixed(1) : digits.toFixed(2)} ${unit}`;
}
