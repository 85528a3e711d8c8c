import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../local/errors.js';
import { SIZES } from './growth.js';
import { questions } from './questions.js';

/** What was asked for. */
export type Request =
    | { readonly kind: 'help' | 'report' }
    | { readonly kind: 'quick'; readonly folder: string; readonly isRecorded: boolean }
    | { readonly kind: 'growth'; readonly sizes: readonly number[]; readonly runs: number; readonly folder: string; readonly isRecorded: boolean }
    | {
          readonly kind: 'question';
          readonly question: string;
          readonly rows: number;
          readonly runs: number;
          readonly numbers: Readonly<Record<string, number>>;
          readonly folder: string;
          readonly isRecorded: boolean;
          /** Where results are recorded, if not with the program. */
          readonly into: string | undefined;
      };

const MOST = 1e9;
const names = Object.keys(questions);
const furtherNames = [...new Set(Object.values(questions).flatMap(({ numbers }) => Object.keys(numbers)))];

/** @param args behind the name of the program @throws UsageError with one sentence */
export function readArguments(args: readonly string[]): Request {
    const { values, positionals } = parse(args);
    const [question, ...others] = positionals;
    if (others.length > 0) throw new UsageError(`One question at a time: ${positionals.join(' and ')} are ${positionals.length}.`);
    const given = Object.keys(values).filter((name) => values[name] !== undefined);
    const refuseOther = (known: readonly string[], what: string) => {
        const other = given.find((name) => !known.includes(name));
        if (other !== undefined) throw new UsageError(`--${other} is not for ${what}.`);
    };
    if (values['help'] === true) return { kind: 'help' };
    for (const name of ['folder', 'into']) if (values[name] === '') throw new UsageError(`--${name} is empty: give a folder.`);
    const folder = resolve((values['folder'] as string | undefined) ?? join(tmpdir(), 'lake-bench'));
    const isRecorded = values['record'] === true;
    if (values['quick'] === true) {
        if (question !== undefined) throw new UsageError(`--quick measures a little of several questions: leave out ${question}.`);
        refuseOther(['quick', 'folder', 'record'], '--quick');
        return { kind: 'quick', folder, isRecorded };
    }
    if (question === undefined) {
        refuseOther([], 'the list of questions: name a question first');
        return { kind: 'help' };
    }
    if (question === 'report') {
        refuseOther([], 'report');
        return { kind: 'report' };
    }
    const runs = (unlessSaid: number) => numberOf(values['runs'], 'runs', unlessSaid, 1, 100);
    if (question === 'growth') {
        refuseOther(['sizes', 'runs', 'folder', 'record'], question);
        return { kind: 'growth', sizes: sizesOf(values['sizes'] as string | undefined), runs: runs(1), folder, isRecorded };
    }
    const asked = Object.hasOwn(questions, question) ? questions[question]! : undefined;
    if (asked === undefined) throw new UsageError(`There is no question ${JSON.stringify(question)}: choose one of ${names.join(', ')}, growth or report.`);
    refuseOther(['rows', 'runs', 'folder', 'record', 'into', ...Object.keys(asked.numbers)], question);
    const numbers = Object.fromEntries(Object.entries(asked.numbers).map(([name, value]) => [name, numberOf(values[name], name, value, ...(asked.bounds?.[name] ?? ([0, MOST] as const)))]));
    return {
        kind: 'question',
        question,
        rows: numberOf(values['rows'], 'rows', asked.rows, asked.fewestRows ?? 1000),
        runs: runs(asked.runs),
        numbers,
        folder,
        isRecorded,
        into: values['into'] === undefined ? undefined : resolve(values['into'] as string),
    };
}

function parse(args: readonly string[]) {
    const text = Object.fromEntries(['rows', 'runs', 'sizes', 'folder', 'into', ...furtherNames].map((name) => [name, { type: 'string' as const }]));
    const flags = { help: { type: 'boolean' as const, short: 'h' }, quick: { type: 'boolean' as const }, record: { type: 'boolean' as const } };
    try {
        const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { ...text, ...flags } });
        return { values: values as Readonly<Record<string, string | boolean | undefined>>, positionals };
    } catch (error) {
        // Its sentence goes on with how to write a question that begins with a dash, which none does.
        const sentence = (error as Error).message.split(/[.\n]/, 1)[0]!;
        const name = /^Option '(--\w+)' argument is ambiguous/.exec(sentence)?.[1];
        throw new UsageError(name === undefined ? `${sentence}.` : `What follows ${name} begins with a dash: write ${name}=VALUE if it is its value.`);
    }
}

function numberOf(given: string | boolean | undefined, name: string, unlessSaid: number, least: number, most = MOST): number {
    if (given === undefined) return unlessSaid;
    const number = /^\d{1,12}$/.test(String(given)) ? Number(given) : NaN;
    if (!(number >= least && number <= most)) throw new UsageError(`--${name} is a whole number from ${least} to ${most}, not ${JSON.stringify(given)}.`);
    return number;
}

function sizesOf(given: string | undefined): readonly number[] {
    if (given === undefined) return SIZES;
    const sizes = given.split(',').map((one) => numberOf(one, 'sizes', 0, 10_000));
    return [...new Set(sizes)].sort((a, b) => a - b);
}
