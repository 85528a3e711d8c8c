import { builtInventory } from './built-inventory.js';
import type { CostColumn } from './cost-page.js';
import { VOLUMES } from './volumes.js';

/** Those of docs/cost.md. */
export function costColumns(): readonly CostColumn[] {
    const dev = builtInventory({ environment: 'dev' });
    const prod = builtInventory({ environment: 'prod', alarmEmail: 'somebody@example.com' });
    return [
        { ...dev, volume: VOLUMES.idle },
        { ...prod, volume: VOLUMES.month },
        { ...prod, volume: VOLUMES.hundredfold },
    ];
}
