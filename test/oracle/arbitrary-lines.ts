import fc from 'fast-check';
import type { Line } from './line.js';
import type { Step } from './temporary-lake.js';

/** Two seconds before midnight; the lines' times lie around it. */
const START = Date.UTC(2019, 9, 4, 23, 59, 58);
/** Places on the clock; steps of half a second, few enough for ties. */
const STEPS = 14;
const timeAt = (step: number) => START + step * 500;

const IMPLAUSIBLE = [Date.UTC(1969, 11, 31, 23, 59, 59), Date.UTC(1999, 11, 31, 23, 59, 59, 999), Date.UTC(2100, 0, 1), Date.UTC(2250, 0, 1)];

const oneOf = <T>(...values: [weight: number, value: T][]) => fc.oneof(...values.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

const line: fc.Arbitrary<Line> = fc.record({
    time: fc.oneof(
        { weight: 30, arbitrary: fc.nat(STEPS - 1).map(timeAt) },
        { weight: 1, arbitrary: fc.constantFrom(...IMPLAUSIBLE) },
    ),
    type: oneOf<string | null>([8, 'view'], [6, 'cart'], [5, 'purchase'], [2, 'remove_from_cart'], [1, 'wishlist'], [1, null]),
    product: oneOf<number | null>([8, 1], [6, 2], [4, 3], [1, null]),
    category: oneOf<string | null>([5, '2053013555631882655'], [4, '7'], [3, null]),
    code: oneOf<string | null>([4, null], [3, 'a.b'], [2, 'a.b.c'], [2, 'a'], [1, 'd']),
    brand: oneOf<string | null>([4, 'apple'], [3, 'sony'], [2, null]),
    price: oneOf<number | null>([8, 1_307_600], [6, 50_000], [4, 99], [1, 0], [1, -50_000], [1, null]),
    user: oneOf<number | null>([6, 541312140], [4, 2], [1, null]),
    session: oneOf<string | null>([6, 's1'], [5, 's2'], [1, null]),
});

/** Few values, so that users, sessions, products and times collide; some lines stand more than once. */
export const lines: fc.Arbitrary<Line[]> = fc
    .tuple(fc.array(line, { minLength: 1, maxLength: 40, size: 'max' }), fc.array(fc.nat(1000), { maxLength: 4 }))
    .map(([distinct, repeated]) => [...distinct, ...repeated.map((place) => distinct[place % distinct.length]!)]);

/**
 * Cuts lines into one to four files, each with all lines of a span of time; spans may overlap. A file without lines is
 * left out.
 */
export const contiguousFiles: fc.Arbitrary<Line[][]> = fc
    .tuple(lines, fc.uniqueArray(fc.integer({ min: 1, max: STEPS - 1 }), { maxLength: 3 }), fc.array(fc.nat(4), { minLength: 3, maxLength: 3 }))
    .map(([all, cuts, overlaps]) => {
        const bounds = [-Infinity, ...cuts.sort((one, other) => one - other).map(timeAt), Infinity];
        const files = bounds.slice(1).map((until, place) => {
            const from = bounds[place]! - (overlaps[place] ?? 0) * 500;
            return all.filter(({ time }) => time >= from && time < until);
        });
        return distinctFiles(files);
    });

/** Deals lines out to two to four files without regard to time; some go to two of them. */
export const interleavedFiles: fc.Arbitrary<Line[][]> = fc
    .tuple(lines, fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 44, maxLength: 44 }))
    .map(([all, places]) => distinctFiles([0, 1, 2, 3].map((file) => all.filter((_, place) => places[place]![0] === file || places[place]![1] === file))));

/** A file of the same lines is the same file, and counts once. */
function distinctFiles(files: readonly Line[][]): Line[][] {
    return [...new Map(files.filter(({ length }) => length > 0).map((file) => [JSON.stringify(file), file])).values()];
}

/** The order in which files are imported: each once or twice, with runs between. */
export type Schedule = readonly { readonly file: number; readonly isRunAfter: boolean }[];

/** Files in any order and grouping, for up to four files; places beyond the files there are stand for none. */
export const schedules: fc.Arbitrary<Schedule> = fc
    .tuple(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), fc.array(fc.nat(3), { maxLength: 2 }), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }))
    .map(([order, again, runs]) => [...order, ...again].map((file, place) => ({ file, isRunAfter: runs[place]! })));

/** The schedule as steps over the files there are. */
export const stepsOf = (schedule: Schedule, files: readonly string[]): Step[] =>
    schedule
        .filter(({ file }) => file < files.length)
        .flatMap(({ file, isRunAfter }): Step[] => [{ import: files[file]! }, ...(isRunAfter ? (['run'] as const) : [])]);
