import { join } from 'node:path';
import fc from 'fast-check';
import { Database } from '../../local/engine/database.js';
import { arbitraryChaos } from './arbitrary-chaos.js';
import { type ChaosWorld, makeEmptyLake, takeChaos } from './chaos-history.js';
import type { Happened } from './replicated-history.js';
import { temporaryFolder } from './temporary-lake.js';
import { testPostgres } from './test-postgres.js';

/** A history that ends in a difference. */
export interface Found {
    readonly seed: number;
    /** Where fast-check found the smallest one. */
    readonly path: string;
    /** What differs, and what was done. */
    readonly told: string;
}

export interface Soak {
    /** Of the first history; each further one has the next number. */
    readonly seed: number;
    readonly seconds: number;
    readonly most: number;
    readonly secondsToShrink: number;
    /** Where in the first history's shrinking to begin. @default at its beginning */
    readonly path?: string;
    /** Stops behind so many differences. @default 1 */
    readonly mostDifferences?: number;
    /** Ends it behind the history that goes on, which is not counted. @default never */
    readonly signal?: AbortSignal;
    readonly onHistory?: (number: number) => void;
    readonly onDifference: (found: Found) => void;
}

/** Databases go with their server, and take room until then. */
const HISTORIES_OF_A_SERVER = 100;

/** Takes one random history after another; whatever is left behind by them is removed. */
export async function soak({ seed, seconds, most, secondsToShrink, path, mostDifferences = 1, signal, onHistory, onDifference }: Soak): Promise<{ histories: number; happened: Happened }> {
    const happened: Happened = new Map();
    // Counted from when there is a server.
    let end = Infinity;
    let [histories, differences] = [0, 0];
    const goesOn = () => histories < most && Date.now() < end && differences < mostDifferences && !signal?.aborted;
    while (goesOn()) {
        await inWorld(async (world) => {
            end = Math.min(end, Date.now() + seconds * 1000);
            for (let of = 0; of < HISTORIES_OF_A_SERVER && goesOn(); of++) {
                const found = await takeOne({ world, seed: seed + histories, path: histories === 0 ? path : undefined, secondsToShrink, happened });
                // A Ctrl-C goes to the PostgreSQL below too, whose end is no difference.
                if (signal?.aborted) return;
                histories += 1;
                if (found !== null) {
                    differences += 1;
                    onDifference(found);
                }
                onHistory?.(histories);
            }
        });
    }
    return { histories, happened };
}

async function inWorld(work: (world: ChaosWorld) => Promise<void>): Promise<void> {
    const folder = temporaryFolder();
    const postgres = await testPostgres();
    const database = await Database.open(':memory:', '');
    try {
        const emptyLake = join(folder.path, 'empty');
        await makeEmptyLake(emptyLake);
        await work({ postgres, emptyLake, database });
    } finally {
        database.close();
        await postgres.stop();
        folder.remove();
    }
}

async function takeOne({ world, seed, path, secondsToShrink, happened }: { world: ChaosWorld; seed: number; path: string | undefined; secondsToShrink: number; happened: Happened }): Promise<Found | null> {
    let deadline = Infinity;
    let smallest: string | null = null;
    let smallestPath = '';
    const property = fc.asyncProperty(arbitraryChaos, async (history) => {
        // The time for making it smaller is over: whatever is left passes.
        if (Date.now() > deadline) return;
        await takeChaos(world, history, happened).catch((error: unknown) => {
            if (deadline === Infinity) deadline = Date.now() + secondsToShrink * 1000;
            smallest = error instanceof Error ? error.message : String(error);
            throw error;
        });
    });
    const { failed, counterexamplePath, errorInstance } = await fc.check(property, { seed, path, numRuns: 1, unbiased: true });
    smallestPath = counterexamplePath ?? '0';
    if (!failed) return null;
    return { seed, path: smallestPath, told: smallest ?? String(errorInstance) };
}
