import { describe, expect, test, vi } from 'vitest';
import { type Found, soak } from './oracle/soak-histories.js';

vi.mock('../local/durable-files.js', async (original) => (await import('./oracle/fatal-moments.js')).mortal(await original()));

/** As many as fit; LAKE_CHAOS=seed:path of a difference takes that history alone. */
const SECONDS = 12;
const [seed, ...path] = (process.env.LAKE_CHAOS ?? '').split(':');

describe('the lake', () => {
    test('is what its source is, what the specification says and what a new one would be, whatever happens on the way', { timeout: 600_000 }, async () => {
        const found: Found[] = [];
        const first = seed ? Number(seed) : Date.now() % 1_000_000_000;
        const { histories, happened } = await soak({
            seed: first,
            path: path.join(':') || undefined,
            seconds: SECONDS,
            most: seed ? 1 : Infinity,
            secondsToShrink: 60,
            onDifference: (one) => found.push(one),
        });
        console.log(`chaos: histories ${histories} from seed ${first}, ${[...happened].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, times]) => `${name} ${times}`).join(', ')}`);
        expect(found.map(({ seed: of, path: at, told }) => `LAKE_CHAOS=${of}:${at} npx vitest run test/chaos.test.ts\n${told}`)).toEqual([]);
    });
});
