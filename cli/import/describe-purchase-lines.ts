import type { PurchaseAccount } from '../../local/history/manifest.js';
import { formatCount } from '../output/text-table.js';

/** What is said of a history of purchases beside what is said of any import. */
export function describePurchaseLines({ columns, dateOrder, decimal, setAside, fractions }: PurchaseAccount): string[] {
    const lines = Object.entries(setAside).map(([kind, count]) => `    ${formatCount(count)} × ${kind}`);
    if (fractions > 0) lines.push(`  parts of a unit, taken as one unit at the price of the line: ${formatCount(fractions)}`);
    lines.push(`  read as: ${Object.entries(columns).map(([field, column]) => `${field} = ${JSON.stringify(column)}`).join(', ')}`);
    lines.push(`  dates ${dateOrder}, decimals behind a ${decimal}`);
    return lines;
}
