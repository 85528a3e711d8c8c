/** Measures the lake: `npm run bench -- QUESTION`; without one it lists the questions. */
import { Progress } from '../cli/output/progress.js';
import { textTable } from '../cli/output/text-table.js';
import { shortTime } from '../cli/demo/short-time.js';
import { ExpectedError, UsageError } from '../local/errors.js';
import { readArguments, type Request } from './arguments.js';
import { inFolder } from './folder.js';
import { measureGrowth } from './growth.js';
import { load, machineLine, thisMachine } from './machine.js';
import { measureQuick } from './quick.js';
import { quickText } from './quick-text.js';
import { questions } from './questions.js';
import { readQuick, record, recordQuick, RESULTS, today } from './recorded.js';
import { resultText } from './result-text.js';

const HELP = `npm run bench -- QUESTION [--rows N] [--runs K] [--folder DIR] [--record]
npm run bench -- growth [--sizes 100000,1000000] [--runs K] [--folder DIR] [--record]
npm run bench -- --quick [--record]         today's ratios beside the recorded ones, in less than three minutes
npm run bench -- report                     writes docs/speed.md and its pictures anew from what is recorded

${textTable(['question', 'what is measured, and as it is unless said'], Object.entries(questions).flatMap(([name, { asks, rows, runs, numbers }]) => [[name, asks], ['', Object.entries({ rows, runs, ...numbers }).map(([one, value]) => `--${one} ${value}`).join(' ')]]))}

Inputs are kept in the folder (unless said lake-bench in the folder for temporary files) and used again; delete it when you are done.`;

async function answer(request: Request): Promise<void> {
    switch (request.kind) {
        case 'help':
            return console.log(HELP);
        case 'report':
            return say(`wrote ${(await import('./report/write-report.js')).writeReport().join(', ')}`);
        case 'quick':
            return await inFolder(request.folder, say, () => quick(request));
        case 'growth':
            return await inFolder(request.folder, say, () => growth(request));
        case 'question':
            return await inFolder(request.folder, say, () => question(request));
    }
}

const say = (text: string) => console.error(text);

/** What belongs to each result. */
function begin() {
    const began = { date: today(), machine: thisMachine(), load: load() };
    const isBusy = began.load > began.machine.cores / 4;
    return { began, place: `${machineLine(began.machine)}, load ${began.load.toFixed(1)}${isBusy ? ': it is busy, so that only ratios say something' : ''}` };
}

async function question({ question, rows, runs, numbers, folder, isRecorded, into = RESULTS }: Extract<Request, { kind: 'question' }>): Promise<void> {
    const asked = questions[question]!;
    const { began, place } = begin();
    say(place);
    say(`${question}, ${rows.toLocaleString('en-US')} rows, ${runs === 1 ? 'once' : `${runs} times`}: about ${shortTime(asked.seconds({ rows, runs, numbers }))}, and what its inputs take if they are not kept`);
    const measure = await asked.load();
    const results = await measure({ rows, runs, numbers, folder, say });
    console.log(resultText(results));
    if (!isRecorded) return;
    const file = record({ question, rows, ...began, numbers, results }, into);
    if (into === RESULTS) say(`recorded in ${file}`);
}

async function growth({ sizes, runs, folder, isRecorded }: Extract<Request, { kind: 'growth' }>): Promise<void> {
    say(begin().place);
    say(`about ${shortTime(sizes.reduce((sum, size) => sum + 120 + (runs * 36 + 10) * (size / 1e6), 0))}`);
    const recorded = await measureGrowth({ sizes, runs, folder, say, into: isRecorded ? RESULTS : null });
    for (const one of recorded) console.log(`\n${one.question}, ${one.rows.toLocaleString('en-US')} rows\n${resultText(one.results)}`);
}

async function quick({ folder, isRecorded }: Extract<Request, { kind: 'quick' }>): Promise<void> {
    const { began } = begin();
    const progress = new Progress();
    const results = await measureQuick({ folder, say: (text) => progress.step(text) }).finally(() => progress.end());
    const now = { ...began, results };
    console.log(quickText(now, readQuick()));
    if (isRecorded) console.error(`recorded in ${recordQuick(now)}`);
}

// So that what is worked on is removed: see inWorkFolder.
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) process.on(signal, () => process.exit(code));
try {
    await answer(readArguments(process.argv.slice(2)));
} catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof ExpectedError)) throw error;
    console.error(error.message);
    process.exitCode = error instanceof UsageError ? 2 : 1;
}
