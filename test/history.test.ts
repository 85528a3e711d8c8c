import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run } from '../local/engine/run.js';
import { contiguousFiles, interleavedFiles, stepsOf, schedules } from './oracle/arbitrary-lines.js';
import { expectedLake } from './oracle/expected-lake.js';
import { writeCsvFiles } from './oracle/kaggle-file.js';
import { allRows, lakeRank, openAccounts, publishedLake } from './oracle/lake-rows.js';
import type { Line } from './oracle/line.js';
import { importAll, inFolder, withLake } from './oracle/temporary-lake.js';

/**
 * A lake takes a second: on a slow machine fewer histories are tried, and a small example is sought for so long only.
 * A history that has begun is finished, so that its folder goes.
 */
function within<A extends unknown[]>(seconds: number, property: (...values: A) => Promise<void>): (...values: A) => Promise<void> {
    let deadline: number | undefined;
    return async (...values) => {
        deadline ??= Date.now() + seconds * 1000;
        if (Date.now() < deadline) await property(...values);
    };
}

describe('history in files that are contiguous in time', () => {
    it('becomes what the oracle tells of its lines', async () => {
        await fc.assert(
            fc.asyncProperty(contiguousFiles, schedules, within(20, async (files, schedule) => {
                await inFolder(async (folder) => {
                    const steps = stepsOf(schedule, writeCsvFiles(folder, files));
                    await withLake(join(folder, 'lake'), steps, async ({ database, paths }) => {
                        expect(await publishedLake(database)).toEqual(expectedLake(files.flat(), await lakeRank(database, paths.raw)));
                        expect(await openAccounts(database, paths.raw)).toEqual([]);
                    });
                });
            })),
            { numRuns: 8 },
        );
    });

    it('becomes the same rows in whatever order, grouping and number of imports and runs', async () => {
        await fc.assert(
            fc.asyncProperty(contiguousFiles, schedules, within(20, async (files, schedule) => {
                await inFolder(async (folder) => {
                    const written = writeCsvFiles(folder, files);
                    const atOnce = await withLake(join(folder, 'at-once'), importAll(written), ({ database }) => allRows(database));
                    await withLake(join(folder, 'in-steps'), stepsOf(schedule, written), async (lake) => {
                        expect(await allRows(lake.database)).toEqual(atOnce);
                        expect(await run(lake)).toBeNull();
                        expect(await allRows(lake.database)).toEqual(atOnce);
                    });
                });
            })),
            { numRuns: 5 },
        );
    });
});

describe('history in files that interleave in time', () => {
    it('becomes what the oracle tells, but for brand and category, at a time, of products that change', async () => {
        await fc.assert(
            fc.asyncProperty(interleavedFiles, schedules, within(10, async (files, schedule) => {
                const changing = changingProducts(files.flat());
                const withoutChanges = (row: string) => {
                    const cells = JSON.parse(row) as (string | null)[];
                    return JSON.stringify(changing.has(cells[PRODUCT]!) ? cells.map((cell, place) => (DESCRIBING.includes(place) ? '*' : cell)) : cells);
                };
                await inFolder(async (folder) => {
                    const steps = stepsOf(schedule, writeCsvFiles(folder, files));
                    await withLake(join(folder, 'lake'), steps, async ({ database, paths }) => {
                        const published = await publishedLake(database);
                        const expected = expectedLake(files.flat(), await lakeRank(database, paths.raw));
                        expect({ ...published, events: published.events.map(withoutChanges).sort() }).toEqual({
                            ...expected,
                            events: expected.events.map(withoutChanges).sort(),
                        });
                        expect(await openAccounts(database, paths.raw)).toEqual([]);
                    });
                });
            })),
            { numRuns: 5 },
        );
    });
});

/** Places in a row of events. */
const PRODUCT = 3;
const DESCRIBING = [7, 8];

/** Products that are described in more than one way. */
function changingProducts(lines: readonly Line[]): Set<string> {
    const first = new Map<number, string>();
    const changing = new Set<string>();
    for (const { product, category, code, brand } of lines) {
        if (product === null) continue;
        const description = JSON.stringify([category ?? code, brand]);
        if ((first.get(product) ?? description) !== description) changing.add(String(product));
        first.set(product, description);
    }
    return changing;
}
