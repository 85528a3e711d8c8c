import { InvalidArgumentError, Option } from 'commander';
import type { RegisterCommand } from '../command.js';
import { duration, moment, wholeNumber } from '../simulate/read-options.js';
import { addSourceOptions, type SourceOptions } from '../source/source-option.js';
import type { VerifyOptions } from './run-verify.js';

const help = `
Six comparisons, each layer with the one before, all columns of every row:
  source = raw     the source at one place in its log, with what follows from raw up to there; both may go on meanwhile
  raw = ledger     the files of raw, with their checksums when runs were given them
  raw = clean      what follows from those files, with clean: order, deletions, loads, quarantine, versions of products
  account          records and quarantined records of each run, counted again
  clean = model    model built anew from clean, with what is published
  model = views    each view on the model built anew, with what it answers, and its columns and types
Ends with 0 if all are equal, with 1 if anything differs or there was nothing to compare. Rows that a quarantined record hides
are listed and are no difference. Nothing in the lake is changed; only where nobody replicates, raw/ is brought up to the
source first, as by ./lake replicate --once.

--since looks only at rows whose newest change was replicated from that time on, which is much cheaper (the clocks of the
source and of whoever replicates may be two minutes apart): it finds neither older rows that were changed behind the lake's
back, nor rows that a load has deleted, and leaves out imported history and the views.

Examples:
  ./lake verify
  ./lake verify --since 1d --differences 100
  ./lake verify --source postgresql://lake@db.example.com/shop --password-file .password --wait 10m
`;

/** Adds `lake verify`. */
export const registerVerify: RegisterCommand = (program, context) => {
    addSourceOptions(program.command('verify'))
        .summary('is every layer what follows from the one before? Says where it is not')
        .description('Compares every layer with the one before: source, raw, clean, model, views.')
        .option('--skip-source', 'begin with raw: the source is not asked')
        .option('--since <time>', 'only what was replicated from then on: 2026-11-01T00:00:00Z, or 7d for the last seven days', since)
        .option('--differences <count>', 'show so many of each table and view at most', wholeNumber(1, 10_000), 10)
        .addOption(new Option('--wait <time>', 'longest time that raw may take to come up to the source').argParser(duration).default(60_000, '1m'))
        .option('--publication <name>', 'the publication of the six tables at the source', 'lake')
        .addHelpText('after', help)
        .action(async (options: SourceOptions & VerifyOptions, command) => {
            const { lake, isVerbose, say } = context(command);
            const { runVerify } = await import('./run-verify.js');
            await runVerify(lake, options, { isVerbose, say });
        });
};

function since(text: string): Date {
    if (/^\d{4}-/.test(text)) return moment(text);
    try {
        return new Date(Date.now() - duration(text));
    } catch {
        throw new InvalidArgumentError('a time such as 2026-11-01T00:00:00Z, or a span such as 12h or 7d is needed.');
    }
}
