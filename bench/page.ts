/**
 * How fast the page answers: clients filter at random, each asking for all visuals as a browser does, six at a time, then for the
 * next choice after a pause. The page is a process of its own, `./lake dashboard`. Beside it stands what the same queries take
 * over the views themselves, one at a time, without the page's copy.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pageFiles } from '../cli/dashboard/page-files.js';
import type { LakeState } from '../dashboard/answers/answer.js';
import { readChoice } from '../dashboard/answers/choice.js';
import { periodOf } from '../dashboard/answers/period.js';
import { visualSql } from '../dashboard/answers/visual-sql.js';
import { visuals } from '../dashboard/visuals/index.js';
import { ExpectedError } from '../local/errors.js';
import { openReadOnly } from '../local/engine/open-read-only.js';
import { median, quantile, resultOf, type Turn } from './figures.js';
import { inWorkFolder, keptLake, LAKE } from './kept.js';
import { endWithUs, peakMegabytes, timed } from './measure.js';
import type { Measure } from './question.js';

const BASELINE = 'over the views, one at a time';
/** Of the choices over the views, for each visual. */
const CHOICES = 3;

/** What choices are made of. */
interface Choosable {
    readonly span: NonNullable<LakeState['span']>;
    readonly categories: readonly string[];
    readonly brands: readonly string[];
}
type Times = ReadonlyMap<string, number[]>;

/** `clients` ask `rounds` times in each turn, with `pause` seconds between, on average. */
export const measurePage: Measure = async (trial) => {
    const { rows, runs, folder, numbers, say } = trial;
    const lake = await keptLake(trial, rows);
    const kilobytes = [...(await pageFiles()).values()].reduce((sum, { gzip }) => sum + gzip.length, 0) / 1000;
    return await inWorkFolder(folder, async (work) => {
        const all: Turn[] = [];
        const each = new Map<string, Turn[]>(visuals.map(({ name }) => [name, []]));
        const copying: Turn[] = [];
        for (let run = 0; run < runs; run++) {
            const page = await shownPage(lake);
            const asked = await timed(() => askAll(page, { clients: numbers['clients']!, rounds: numbers['rounds']!, pause: numbers['pause']! })).finally(page.end);
            const views = await overTheViews(lake, work, page.from);
            const every = [...asked.result.values()].flat();
            const slowest = Math.max(...[...asked.result.values()].map((list) => quantile(list, 0.95)));
            const figures = { 'p50 ms': 1000 * quantile(every, 0.5), 'slowest visual p95 ms': 1000 * slowest, 'answers/s': every.length / asked.seconds, 'page KB': kilobytes };
            all.push({ seconds: quantile(every, 0.95), baselineSeconds: median([...views.values()].flat()), megabytes: page.peak(), figures });
            copying.push({ seconds: page.copySeconds, baselineSeconds: null, megabytes: page.peak(), figures: {} });
            for (const [name, turns] of each) {
                turns.push({ seconds: quantile(asked.result.get(name)!, 0.95), baselineSeconds: median(views.get(name)!), megabytes: null, figures: {} });
            }
            say(`${every.length} answers, p95 ${(1000 * quantile(every, 0.95)).toFixed(0)} ms, of the slowest visual ${(1000 * slowest).toFixed(0)} ms; the copy took ${page.copySeconds.toFixed(1)} s`);
        }
        return [
            resultOf({ name: 'all answers, p95', rows, baseline: BASELINE, turns: all }),
            resultOf({ name: 'making the copy', rows, turns: copying }),
            ...[...each].map(([name, turns]) => resultOf({ name: `${name}, p95`, rows, baseline: BASELINE, turns })),
        ];
    });
};

interface ShownPage {
    readonly address: string;
    readonly from: Choosable;
    readonly copySeconds: number;
    /** Most memory so far, MB. */
    readonly peak: () => number | null;
    readonly end: () => Promise<void>;
}

/** Starts the page and waits for its copy of the lake. */
async function shownPage(lake: string): Promise<ShownPage> {
    const child = spawn(process.execPath, [LAKE, 'dashboard', '--lake', lake], { stdio: ['ignore', 'pipe', 'inherit'] });
    endWithUs(child);
    const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
    let peak: number | null = null;
    const timer = setInterval(() => (peak = peakMegabytes(child.pid) ?? peak), 100);
    const end = async () => {
        clearInterval(timer);
        child.kill('SIGINT');
        await closed;
    };
    try {
        let said = '';
        child.stdout.on('data', (text: Buffer) => (said += text.toString()));
        while (!/http:\S+\/ /.test(said)) {
            if (child.exitCode !== null) throw new ExpectedError('./lake dashboard ended before it said where the page is.');
            await sleep(10);
        }
        const address = /http:\S+\//.exec(said)![0];
        const stateOf = async () => ((await (await fetch(`${address}api/lake`)).json()) as { lake: LakeState }).lake;
        const began = performance.now();
        let state = await stateOf();
        for (; state.state === 0 && state.trouble === null; state = await stateOf()) await sleep(20);
        if (state.trouble !== null || state.span === null) throw new ExpectedError(`The page has no lake to show: ${state.trouble ?? 'it is empty'}.`);
        const copySeconds = (performance.now() - began) / 1000;
        const named = async (filter: string): Promise<string[]> => {
            const answers = await Promise.all(['', 'a', 'e', 'k', '1', '2'].map(async (like) => (await (await fetch(`${address}api/values/${filter}?like=${like}`)).json()) as { values: { value: string }[] }));
            return answers.flatMap(({ values }) => values.map(({ value }) => value));
        };
        return { address, from: { span: state.span, categories: await named('category'), brands: await named('brand') }, copySeconds, peak: () => peak, end };
    } catch (error) {
        await end();
        throw error;
    }
}

async function askAll({ address, from }: ShownPage, { clients, rounds, pause }: { readonly clients: number; readonly rounds: number; readonly pause: number }): Promise<Times> {
    const times = new Map<string, number[]>(visuals.map(({ name }) => [name, []]));
    const client = async () => {
        for (let round = 0; round < rounds; round++) {
            await sleep(Math.random() * 2000 * pause);
            const choice = anyChoice(from);
            const left = visuals.map(({ name }) => name);
            const connection = async () => {
                for (let name = left.shift(); name !== undefined; name = left.shift()) {
                    const { seconds } = await timed(async () => {
                        const response = await fetch(`${address}api/visual/${name}?${choice}`);
                        if (!response.ok) throw new Error(await response.text());
                        await response.arrayBuffer();
                    });
                    times.get(name)!.push(seconds);
                }
            };
            await Promise.all(Array.from({ length: 6 }, connection));
        }
    };
    await Promise.all(Array.from({ length: clients }, client));
    return times;
}

async function overTheViews(lake: string, work: string, from: Choosable): Promise<Times> {
    const scratch = join(work, 'scratch');
    mkdirSync(scratch, { recursive: true });
    const direct = await openReadOnly({ database: join(lake, 'lake.duckdb'), scratch });
    try {
        const times = new Map<string, number[]>();
        for (const visual of visuals) {
            const own: number[] = [];
            for (let time = 0; time < CHOICES; time++) {
                const choice = readChoice(anyChoice(from));
                const { sql, parameters } = visualSql(visual, choice, periodOf(choice, from.span));
                // The copy counts the rows of a group; of the views each is one.
                own.push((await timed(() => direct.connection.runAndReadAll(sql.replaceAll('sum(rows)', 'count(*)'), { ...parameters }))).seconds);
            }
            times.set(visual.name, own);
        }
        return times;
    } finally {
        direct.close();
    }
}

const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;

/** What somebody may choose. */
function anyChoice({ span: { from, to }, categories, brands }: Choosable): URLSearchParams {
    const link = new URLSearchParams();
    if (Math.random() < 0.3) link.set('last', any(['1', '3', '14', '28', 'all']));
    else if (Math.random() < 0.5) {
        const [first, last] = [any([0, 3, 9, 17]), any([18, 22, 27])];
        const day = (count: number) => new Date(Date.parse(from) + count * 86_400_000).toISOString().slice(0, 10);
        link.set('from', day(first));
        link.set('to', day(last) < to ? day(last) : to);
    }
    if (Math.random() < 0.6) link.set('category', any(categories));
    if (Math.random() < 0.4) link.set('brand', any(brands));
    return link;
}
