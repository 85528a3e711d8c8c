import type { CallFrame } from './cpu-profile.js';

/** What V8's profiler calls a thread that is in no function. */
const STATES: Readonly<Record<string, string>> = {
    '(idle)': 'waiting',
    '(garbage collector)': 'collecting garbage',
    '(program)': 'native code',
};

/** By the file of a function; the first that fits. */
const WORK: readonly (readonly [RegExp, string])[] = [
    [/^node:(fs$|internal\/fs\/)/, 'reading and writing files'],
    [/\/@duckdb\//, 'calling DuckDB'],
    [/\/pg-logical-replication\/|\/replication\/change-stream\.ts/, 'decoding pgoutput'],
    [/\/replication\/(follow-changes|sequence|log-position)\.ts/, 'numbering changes'],
    [/\/replication\/change-(files|text)\.ts/, 'writing lines of csv'],
    [/\/node_modules\/(pg|pg-protocol|pg-copy-streams)\/|^node:(net|stream|internal\/stream_base_commons|internal\/streams\/)/, 'reading the socket'],
];

/** What a frame of replicate does; null where it may be called for anything. */
export const replicationWork = ({ functionName, url }: CallFrame): string | null => STATES[functionName] ?? WORK.find(([file]) => file.test(url))?.[1] ?? null;
