import type { SimulationCounts } from '../../local/source/shop/simulate.js';
import { formatCount } from '../output/text-table.js';

/** What a simulation came to, on one line. */
export function countsText({ committed, rolledBack, refused, changes }: SimulationCounts): string {
    const tables = Object.entries(changes).map(([table, { inserted, updated, deleted }]) => `${table} +${formatCount(inserted)} ~${formatCount(updated)} -${formatCount(deleted)}`);
    const transactions = committed + rolledBack + refused;
    const of = [rolledBack > 0 ? `${formatCount(rolledBack)} rolled back` : '', refused > 0 ? `${formatCount(refused)} refused` : ''].filter((text) => text !== '').join(', ');
    return `${formatCount(transactions)} ${transactions === 1 ? 'transaction' : 'transactions'}${of === '' ? '' : ` (${of})`}${tables.length === 0 ? '' : `; rows inserted +, updated ~, deleted -: ${tables.join(', ')}`}.`;
}
