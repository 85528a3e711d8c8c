import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceTables } from '../../tables/index.js';

/** Asks for tables to be loaded anew, by whoever replicates now or next. */
export function requestReload(folder: string, tables: readonly string[]): void {
    for (const table of tables) writeFileSync(join(folder, table), '');
}

/** The tables that were asked for. */
export function requestedReloads(folder: string): string[] {
    const names = new Set(readdirSync(folder));
    return sourceTables.map(({ name }) => name).filter((name) => names.has(name));
}

/** To be called when the request stands in the state. */
export function forgetRequests(folder: string, tables: readonly string[]): void {
    for (const table of tables) rmSync(join(folder, table), { force: true });
}
