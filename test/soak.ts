/**
 * Random histories of the whole way, from the source to the views, until the time is over:
 * npm run soak -- [--minutes 10] [--histories N] [--seed S]. A failing one is named by its seed; the same seed with
 * --histories 1 takes it again and shrinks it. Ctrl-C ends it with the line of what was done until then.
 */
import { parseArgs } from 'node:util';
import { type Found, soak } from './oracle/soak-histories.js';

const { values } = parseArgs({ options: { minutes: { type: 'string' }, histories: { type: 'string' }, seed: { type: 'string' }, shrink: { type: 'string', default: '120' } } });
const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
const minutes = Number(values.minutes ?? (values.histories === undefined ? 10 : Infinity));
const isTerminal = process.stderr.isTTY;
const found: Found[] = [];
const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
const { histories, happened } = await soak({
    seed,
    seconds: minutes * 60,
    most: Number(values.histories ?? Infinity),
    secondsToShrink: Number(values.shrink),
    signal: stopped.signal,
    onHistory: (number) => void (isTerminal && process.stderr.write(`\r${number} histories, ${found.length} differences `)),
    onDifference: (one) => {
        found.push(one);
        console.error(`${isTerminal ? '\n' : ''}seed ${one.seed}\n${one.told}\nLAKE_CHAOS=${one.seed}:${one.path}`);
    },
});
if (isTerminal) process.stderr.write('\n');
const faults = [...happened].filter(([name]) => name !== 'operations').sort(([a], [b]) => (a < b ? -1 : 1));
console.log(
    `histories ${histories} (seeds ${seed} to ${seed + histories - 1}), operations ${happened.get('operations') ?? 0}, ${faults.map(([name, times]) => `${name} ${times}`).join(', ')}; differences ${found.length}${found.length === 0 ? '' : ` (seeds ${found.map((one) => one.seed).join(', ')})`}`,
);
process.exit(found.length === 0 ? 0 : 1);
