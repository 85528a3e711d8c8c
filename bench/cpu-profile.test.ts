import { describe, expect, it } from 'vitest';
import { type CallFrame, OTHER, secondsByGroup, without } from './cpu-profile.js';

const frame = (functionName: string, url = ''): CallFrame => ({ functionName, url });
/** main calls parse, which calls a native function; and something that nobody names. */
const nodes = [
    { id: 1, callFrame: frame('(root)'), children: [2, 5, 6] },
    { id: 2, callFrame: frame('main', 'main.ts'), children: [3] },
    { id: 3, callFrame: frame('parse', 'parse.ts'), children: [4] },
    { id: 4, callFrame: frame('decode') },
    { id: 5, callFrame: frame('(idle)') },
    { id: 6, callFrame: frame('timer', 'node:timers') },
];
const groupOf = ({ functionName, url }: CallFrame) => (functionName === '(idle)' ? 'waiting' : ({ 'main.ts': 'the rest of main', 'parse.ts': 'parsing' }[url] ?? null));

describe('a profile of a thread', () => {
    it('is told by the innermost frame that says what it does, each sample for the time until the next', () => {
        const profile = { nodes, samples: [2, 4, 3, 5, 6, 2], timeDeltas: [900_000, 1_000, 2_000, 4_000, 8_000, 16_000] };
        // 2 stands for 1 ms, 4 for 2 ms, 3 for 4 ms, 5 for 8 ms, 6 for 16 ms; the last for nothing.
        const seconds = secondsByGroup(profile, groupOf);
        expect(Object.keys(seconds).sort()).toEqual([OTHER, 'parsing', 'the rest of main', 'waiting']);
        expect(seconds['the rest of main']).toBeCloseTo(0.001, 9);
        expect(seconds['parsing']).toBeCloseTo(0.006, 9);
        expect(seconds['waiting']).toBeCloseTo(0.008, 9);
        expect(seconds[OTHER]).toBeCloseTo(0.016, 9);
    });

    it('is nothing without samples', () => {
        expect(secondsByGroup({ nodes, samples: [], timeDeltas: [] }, groupOf)).toEqual({});
    });
});

describe('seconds without those of the start', () => {
    it('are what is left, and never less than nothing', () => {
        expect(without({ parsing: 1, waiting: 3, loading: 2 }, { parsing: 1.5, waiting: 2, writing: 4 })).toEqual({ parsing: 0.5, waiting: 0, writing: 4 });
    });
});
