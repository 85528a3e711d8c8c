import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lake, openLake } from '../../local/engine/lake.js';
import { lakePaths, makeScratch } from '../../local/engine/lake-paths.js';
import { run } from '../../local/engine/run.js';
import { importFile } from '../../local/history/import-file.js';
import type { PurchaseOptions } from '../../local/history/purchases/purchase-fields.js';

/** What is done to a lake: a file is imported, or what has arrived is run. */
export type Step = { readonly import: string; readonly purchases?: PurchaseOptions } | 'run';

/** A new folder, for tests that share one. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
    const path = mkdtempSync(join(tmpdir(), 'lake-test-'));
    // Root's PostgreSQL runs as another user, who has to come through.
    chmodSync(path, 0o755);
    return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Gives the work a folder of its own and removes it afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const { path, remove } = temporaryFolder();
    try {
        return await work(path);
    } finally {
        remove();
    }
}

/** Takes the steps, in their order and a last run, on a new lake in `folder`, and gives the lake to the work. */
export async function withLake<T>(folder: string, steps: readonly Step[], work: (lake: Lake) => Promise<T>): Promise<T> {
    const paths = lakePaths(folder);
    const lake = await openNewLake(folder);
    try {
        for (const step of [...steps, 'run' as const]) {
            if (step === 'run') await run(lake);
            else await importFile(paths, step.import, { purchases: step.purchases });
        }
        return await work(lake);
    } finally {
        lake.database.close();
    }
}

/** The database of a lake without anything: its many tables and views take a third of a second of a core. */
let emptyDatabase: Buffer | undefined;

/** Opens the lake in `folder`, a copy of an empty one where there is none. */
export async function openNewLake(folder: string): Promise<Lake> {
    const paths = lakePaths(folder);
    makeScratch(paths);
    const { database } = paths;
    if (existsSync(database)) return await openLake(folder);
    if (emptyDatabase === undefined) {
        (await openLake(folder)).database.close();
        emptyDatabase = readFileSync(database);
    } else {
        writeFileSync(database, emptyDatabase);
    }
    return await openLake(folder);
}

/** All files imported in their order, then one run. */
export const importAll = (files: readonly string[]): Step[] => files.map((file) => ({ import: file }));
