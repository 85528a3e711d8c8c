/** A little of several questions, in less than three minutes on two cores. */
import type { Result } from './figures.js';
import { questions } from './questions.js';
import type { Trial } from './question.js';

/** Small enough to be made and measured in a minute. */
const PARTS: readonly { readonly question: string; readonly rows: number; readonly runs: number; readonly numbers: Readonly<Record<string, number>> }[] = [
    { question: 'month', rows: 1_000_000, runs: 3, numbers: { floors: 0 } },
    { question: 'hour', rows: 1_000_000, runs: 3, numbers: { changes: 9_200 } },
    { question: 'verify', rows: 1_000_000, runs: 1, numbers: {} },
    { question: 'page', rows: 1_000_000, runs: 1, numbers: { clients: 4, rounds: 2, pause: 1 } },
];
/** What is told of the results: not each visual, nor the parts of a month. */
const TOLD = ['import and run', 'an hour into it', 'verify', 'all answers, p95'];

/** Measures; `say` is told what goes on. */
export async function measureQuick({ folder, say }: Pick<Trial, 'folder' | 'say'>): Promise<Record<string, readonly Result[]>> {
    const results: [string, readonly Result[]][] = [];
    for (const { question, ...trial } of PARTS) {
        say(question);
        const measure = await questions[question]!.load();
        const all = await measure({ ...trial, folder, say: (text) => say(`${question}: ${text}`) });
        results.push([question, all.filter(({ name }) => TOLD.includes(name))]);
    }
    return Object.fromEntries(results);
}
