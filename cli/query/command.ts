import { text } from 'node:stream/consumers';
import { UsageError } from '../../local/errors.js';
import type { RegisterCommand } from '../command.js';
import { sayWaiting } from '../output/say-waiting.js';
import { type QueryFormat, queryFormats } from './query-format.js';
import { runQuery } from './run-query.js';

interface QueryOptions {
    readonly format?: QueryFormat;
    readonly output?: string;
}

const help = `
One statement that reads: select, with, from, values, show, describe, summarize, explain. It cannot change the lake,
read other files or load extensions. Times are in UTC.

Formats:
  table    for people: numbers to the right, at most 1000 rows, text cut at 60 characters
  csv      all rows, with a header; null is empty and the empty text is ""; text that begins with = + - @, a tab or
           a carriage return gets a ' in front, so that no spreadsheet runs it as a formula (numbers stay as they are)
  json     all rows, one array with one object per line; keys of events and sessions as text, as readers round numbers
           of so many digits; other numbers with all their digits; times as 2020-04-01T10:00:00.000Z
  parquet  all rows, with their types; to a file or a pipe

Examples:
  ./lake query "show all tables"
  ./lake query "select event_type, count(*) as events from model.fact_user_events group by all"
  ./lake query "from funnel_daily order by session_date" --format csv --output funnel.csv
  ./lake query "from funnel_daily order by session_date" --format json | jq '.[0]'
  ./lake query "from model.fact_sessions" --format parquet --output sessions.parquet
  ./lake query - --format csv < question.sql
`;

/** Adds `lake query`. */
export const registerQuery: RegisterCommand = (program, context) => {
    program
        .command('query')
        .summary('ask the model and the views in SQL')
        .description('Answers a question in SQL on the model and the views.')
        .argument('<sql>', 'one statement in SQL, or - to read it from standard input')
        .option('--format <format>', `one of ${queryFormats.join(', ')} (default: table, or what the name of --output ends in)`, format)
        .option('--output <file>', 'write to this file, which appears whole or not at all (default: standard output)')
        .addHelpText('after', help)
        .action(async (sql: string, options: QueryOptions, command) => {
            const { lake, say } = context(command);
            await runQuery({
                lake,
                sql: sql === '-' ? await text(process.stdin) : sql,
                format: options.format ?? formatOf(options.output),
                output: options.output,
                stdout: process.stdout,
                onWait: sayWaiting(say),
            });
            if (options.output !== undefined) {
                say(`Wrote ${options.output}.`);
            }
        });
};

/** @throws UsageError for a file whose name does not say it: a table is for people and has not all rows */
function formatOf(output: string | undefined): QueryFormat {
    if (output === undefined) return 'table';
    const named = queryFormats.find((name) => output.endsWith(`.${name}`));
    if (named === undefined) throw new UsageError(`${JSON.stringify(output)} does not say in which format it is to be written: add --format with one of ${queryFormats.join(', ')}.`);
    return named;
}

function format(value: string): QueryFormat {
    const known = queryFormats.find((name) => name === value);
    if (known === undefined) {
        throw new UsageError(`--format ${value} is unknown: use one of ${queryFormats.join(', ')}.`);
    }
    return known;
}
