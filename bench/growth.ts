/**
 * Month, hour, verify and page over a list of sizes, each as a process of its own, so that none has the memory of another. What
 * has been measured is kept until all is, so that a call that was broken off can be repeated.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, type Recorded, readRecorded } from './recorded.js';
import { measure } from './measure.js';

/** What is plotted against rows. */
export const GROWING = ['month', 'hour', 'verify', 'page'] as const;

/** Up to a public month and two of them. */
export const SIZES: readonly number[] = [100_000, 1_000_000, 10_000_000, 66_589_268, 133_178_536];

export interface Growth {
    readonly sizes: readonly number[];
    readonly runs: number;
    readonly folder: string;
    readonly say: (text: string) => void;
    /** Where the results go; null where they are shown only. */
    readonly into: string | null;
}

/** Measures all sizes. @returns what each question came to with each size */
export async function measureGrowth({ sizes, runs, folder, say, into }: Growth): Promise<Recorded[]> {
    const kept = join(folder, 'growth');
    mkdirSync(kept, { recursive: true });
    // A call that goes on with another removes what that one has made, too.
    const list = join(folder, 'growth-began-with.json');
    if (!existsSync(list)) writeFileSync(list, JSON.stringify(readdirSync(folder)));
    const before = new Set(JSON.parse(readFileSync(list, 'utf8')) as string[]);
    for (const rows of sizes) {
        for (const question of GROWING) {
            if (existsSync(join(kept, fileOf(question, rows)))) {
                say(`${question} with ${rows} rows was measured by an earlier call`);
                continue;
            }
            say(`${question} with ${rows} rows`);
            await measure(['--import', 'tsx', join(import.meta.dirname, 'main.ts'), question, '--rows', String(rows), '--runs', String(runs), '--folder', folder, '--record', '--into', kept]);
        }
        // Lakes of all sizes would fill the disk; a month takes longest to make.
        for (const name of readdirSync(folder)) if (!before.has(name) && /^(lake|typed|hour)-/.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
    }
    const recorded = readRecorded(kept).filter(({ rows }) => sizes.includes(rows));
    if (into !== null) cpSync(kept, into, { recursive: true });
    for (const path of [kept, list]) rmSync(path, { recursive: true, force: true });
    return recorded;
}
