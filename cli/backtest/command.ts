import { lakePaths } from '../../local/engine/lake-paths.js';
import { UsageError } from '../../local/errors.js';
import { Steps } from '../../local/steps.js';
import { terminalText } from '../../local/terminal-text.js';
import type { RegisterCommand } from '../command.js';
import { pageFile } from '../output/page-file.js';
import { safeJson } from '../output/safe-json.js';
import { sayWaiting } from '../output/say-waiting.js';
import { watchSteps } from '../output/watch-steps.js';
import { lakeDatabase } from '../query/lake-database.js';
import { ReaderGone } from '../query/reader-gone.js';
import { standardOutput } from '../query/standard-output.js';
import { writeWholeFile } from '../query/whole-file.js';
import { backtestText } from './backtest-text.js';
import { writeFolder } from './write-folder.js';

const formats = ['table', 'json'] as const;
type Format = (typeof formats)[number];

interface BacktestOptions {
    readonly format: Format;
    readonly html?: string;
    readonly write?: string;
}

const help = `
What is predicted: of each customer who had bought on two days, whether and when the next purchase comes within sixty days,
how likely one is on each of the next thirty days, and three products of it. Nothing of the future is known: every
prediction is made from the purchases before its day alone, and once more where the later ones are there; if the two differ,
the backtest fails and shows no figure. The lake is only read, and others may use it meanwhile.

Days of prediction (origins) are the first of each month with 120 days of purchases before it and 60 days from it on in
which anybody bought. Days of purchases that stand alone at either end, more than sixty days from any other, are not counted
in that, as a clock may be wrong. A case is a customer and an origin.

  Date, of those who return  days between the predicted and the actual day, of customers who buy within 60 days
  Date, of all               the same of all customers, with 61 for whoever does not come; each forecast may say 61 too
  Return within 60 days      mean square of chance less what came, 1 or 0 (Brier score)
  Purchase on a day          the same of each customer and each of 30 days
  Order of days              chance that a day with a purchase has a higher predicted chance than one without (AUC)
  A hit among three          part of the next purchases with at least one of the three products
  Recall of three            part of the products of the next purchase, three at most, that is among the three
  Intervals                  part of the returns that lay within the interval of 50 % and of 90 %

A median that counts those who never come back is not scored on those who came back alone: it would be late by design. On
those, each forecast is that of a return; on all, that of all.

The other forecasts know as much as the prediction, and no more:
  constant, base rate        what came of all cases of the half year before that is known to its end
  recency only               the same of those whose last purchase was as long ago
  recency and purchases      the same of those who had bought as often too
  × weekday                  times what the day of the week adds
  personal, population mean  the last purchase and the mean (or median, or last) interval; tomorrow where that is past
  personal top 3             what the customer bought on most days; ties go to what all bought in the last 60 days

Differences have 95 % intervals of a bootstrap that draws customers with all their cases, so that a customer who stands in
several origins counts once. --format json and --html have the measures by earlier purchases, and how chances came true.

--write puts purchases.parquet, waits.parquet, days.parquet and products.parquet, with all origins, into a folder,
which is made, for those who compare the predictions with their own.

Examples:
  ./lake backtest
  ./lake backtest --html backtest.html
  ./lake backtest --format json | jq '.measures[0].scores'
`;

/** Adds `lake backtest`. */
export const registerBacktest: RegisterCommand = (program, context) => {
    program
        .command('backtest')
        .summary('how good the predictions are, tried on earlier days')
        .description('Makes the predictions as they would have been made on earlier days, and compares them with what came, beside simpler forecasts.')
        .option('--format <format>', `one of ${formats.join(', ')}`, format, 'table')
        .option('--html <page>', 'write a page with charts to this file too, which appears whole or not at all')
        .option('--write <folder>', 'write purchases and predictions as Parquet to this folder too')
        .addHelpText('after', help)
        .action(async (options: BacktestOptions, command) => {
            await runBacktest({ ...options, ...context(command) });
        });
};

async function runBacktest({ lake, isVerbose, say, format, html, write }: BacktestOptions & ReturnType<Parameters<RegisterCommand>[1]>): Promise<void> {
    const database = lakeDatabase(lake);
    const page = html === undefined ? undefined : pageFile({ page: html, file: database });
    const writeTo = write === undefined ? undefined : writeFolder(write, lake);
    const { backtest } = await import('../../local/backtest/backtest.js');
    const watch = watchSteps('backtest', isVerbose);
    try {
        const result = await backtest({ paths: lakePaths(lake), writeTo, onWait: sayWaiting(say), steps: new Steps(watch) });
        if (page !== undefined) {
            watch.begun?.('drawing the page');
            const { backtestPage } = await import('./page/backtest-page.js');
            await writeWholeFile(page, async (sink) => sink.write(backtestPage(result)));
        }
        watch.end();
        await standardOutput(process.stdout).write(format === 'json' ? safeJson(result) : backtestText(result));
        if (html !== undefined) say(`Wrote ${terminalText(html)}.`);
        if (write !== undefined) say(`Wrote the predictions to ${terminalText(write)}.`);
    } catch (error) {
        if (!(error instanceof ReaderGone)) throw error;
    } finally {
        watch.end();
    }
}

function format(value: string): Format {
    const known = formats.find((name) => name === value);
    if (known === undefined) throw new UsageError(`--format ${JSON.stringify(value)} is unknown: use one of ${formats.join(', ')}.`);
    return known;
}
