import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildLake } from '../build-lake.js';
import { readSettings } from '../read-settings.js';
import type { Settings } from '../settings.js';
import { inventoryOf, type Inventory } from './inventory.js';

const CDK_JSON = join(import.meta.dirname, '..', '..', 'cdk.json');

/**
 * Settings as `cdk` would read them, and what it would deploy with them.
 *
 * @param context what `-c` would give
 * @throws SettingsError
 */
export function builtInventory(context: Readonly<Record<string, string>>): { readonly settings: Settings; readonly inventory: Inventory } {
    const { context: ofRepository } = JSON.parse(readFileSync(CDK_JSON, 'utf8')) as { context: Record<string, unknown> };
    const chosen = { ...ofRepository, ...context };
    const settings = readSettings(chosen);
    // The code of functions is not looked at, and takes long to bundle.
    const app = new App({ context: { ...chosen, 'aws:cdk:bundling-stacks': [] } });
    try {
        buildLake(app, settings);
        return { settings, inventory: inventoryOf(app) };
    } finally {
        // Made for a synthesis, which does not come.
        rmSync(app.outdir, { recursive: true, force: true });
    }
}
