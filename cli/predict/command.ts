import { InvalidArgumentError, Option } from 'commander';
import type { RegisterCommand } from '../command.js';
import { sayWaiting } from '../output/say-waiting.js';
import { type QueryFormat, queryFormats } from '../query/query-format.js';
import { runPredict } from './run-predict.js';

interface PredictOptions {
    readonly on?: string;
    readonly limit?: number;
    readonly format: QueryFormat;
    readonly output?: string;
}

const help = `
Run predicts as of the last day with an event, but at most a week after the last purchase, for each of the sixty days after
that day. Purchases after it that stand alone, with none in the sixty days before, are not counted; standard error says as of
which day predictions are, and how many those purchases are. This shows the customers that most likely buy on a day:

  customer_id           the shop's own id
  purchase_probability  chance of a purchase on that day
  return_probability    chance to have come back by then
  next_purchase_date    middle of the next purchases within sixty days, if there is one: half come before it
  earliest, latest      half of the next purchases lie between them
  top_products          the three products that the customer most likely buys, the best first
  product_probability   chance of the first of them, if the customer buys

The same for all customers and days: the views next_purchases, purchase_probabilities and predicciones_clientes.
How right this was in earlier months: ./lake backtest.

Examples:
  ./lake predict
  ./lake predict --on 2026-12-24 --limit 100
  ./lake predict --on 2026-12-24 --format csv --output discounts.csv
`;

/** Adds `lake predict`. */
export const registerPredict: RegisterCommand = (program, context) => {
    program
        .command('predict')
        .summary('who buys on a day, and what')
        .description('Shows which customers most likely buy on a day, and which products.')
        .option('--on <day>', 'a day such as 2026-11-28 (default: the first one after the day that predictions are as of)')
        .option('--limit <customers>', 'so many customers (default: 20 in a table, else all)', wholeNumber)
        .addOption(new Option('--format <format>', 'form of the answer').choices(queryFormats).default('table'))
        .option('--output <file>', 'write to this file, which appears whole or not at all (default: standard output)')
        .addHelpText('after', help)
        .action(async (options: PredictOptions, command) => {
            const { lake, say } = context(command);
            await runPredict({ lake, say, ...options, stdout: process.stdout, onWait: sayWaiting(say) });
            if (options.output !== undefined) say(`Wrote ${options.output}.`);
        });
};

function wholeNumber(text: string): number {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < 1 || number > 1e9) throw new InvalidArgumentError('a whole number from 1 on is needed.');
    return number;
}
