import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { UsageError } from '../../local/errors.js';
import type { IdColumn } from '../../local/history/kaggle-format.js';
import { acceptRoundedIds } from '../import/accept-rounded-ids.js';
import { Progress } from '../output/progress.js';
import { ReaderGone } from '../query/reader-gone.js';
import { removeOnSignal } from '../../local/remove-on-signal.js';
import { standardOutput } from '../query/standard-output.js';
import { terminalText } from '../../local/terminal-text.js';
import { writeWholeFile } from '../query/whole-file.js';
import type { RegisterCommand } from '../command.js';
import { pageFile } from '../output/page-file.js';
import { profileText } from './profile-text.js';
import { safeJson } from '../output/safe-json.js';

const formats = ['table', 'json'] as const;
type Format = (typeof formats)[number];

interface ProfileOptions {
    readonly sample?: number;
    readonly acceptRoundedIds: readonly IdColumn[];
    readonly format: Format;
    readonly html?: string;
}

const help = `
The file is csv, csv.gz or Parquet in the Kaggle format and is read as import reads it; no lake is needed and none is
touched. Meanwhile its rows are kept in a temporary folder (TMPDIR names another place for it), which takes up to one and
a half times the file in gzip and is removed at the end.

  duplicates  rows that repeat another in all nine values, however these are spelled (10.5 and 10.50 are one); all other
              figures count them each time, where a lake takes them for one event
  sessions    ids in user_session; import makes two sessions of an id that two users share
  funnel      complete is a view, then (or at the same time) a cart, then a purchase, in one session
  quantiles   between two prices they are interpolated
  times       rows before 2000 or after 2099 are counted, and left out of days, hours and gaps

--sample looks at the N rows whose content has the smallest fingerprints: the same rows for the same file, on any machine.
Copies of a row are drawn together, so that the share of duplicates holds. Sessions are torn apart, and most of their rows
are missing: in a sample their number, the funnel, gaps and products with several brands say little, and unique values
only that there are at least so many. Lines that cannot be read are counted in the whole file.

Examples:
  ./lake profile 2019-Oct.csv.gz
  ./lake profile 2019-Oct.csv.gz --html profile.html
  ./lake profile 2019-Oct.csv.gz --sample 1000000 --format json | jq .prices
`;

/** Adds `lake profile`. */
export const registerProfile: RegisterCommand = (program, context) => {
    program
        .command('profile')
        .summary('what a file is like, before it is imported')
        .description('Tells what a file in the Kaggle format is like: what is missing or repeated, prices, times, sessions.')
        .argument('<file>', 'csv, csv.gz or Parquet')
        .option('--sample <rows>', 'look at so many rows only, always the same of a file', wholeNumber)
        .option('--format <format>', `one of ${formats.join(', ')}`, format, 'table')
        .option('--html <page>', 'write a page with charts to this file too, which appears whole or not at all')
        .addOption(acceptRoundedIds())
        .addHelpText('after', help)
        .action(async (file: string, options: ProfileOptions, command) => {
            await profile(file, options, context(command).say);
        });
};

async function profile(file: string, { sample, acceptRoundedIds, format, html }: ProfileOptions, say: (line: string) => void): Promise<void> {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) throw new UsageError(`${JSON.stringify(file)} does not exist: name a file to profile.`);
    if (!stat.isFile()) throw new UsageError(`${JSON.stringify(file)} is not a file: name one file to profile.`);
    const page = html === undefined ? undefined : pageFile({ page: html, file });
    const { profileFile } = await import('../../local/profile/profile-file.js');
    const progress = new Progress();
    try {
        const name = terminalText(basename(file));
        const result = await profileFile({ file, sample, acceptRoundedIds, guard: removeOnSignal, onStep: (step) => progress.step(`profile ${name}: ${step}`) });
        if (page !== undefined) {
            progress.step(`profile ${name}: drawing the page`);
            const { profilePage } = await import('./page/profile-page.js');
            await writeWholeFile(page, async (sink) => sink.write(profilePage(result)));
        }
        progress.end();
        await standardOutput(process.stdout).write(format === 'json' ? safeJson(result) : profileText(result));
        if (html !== undefined) say(`Wrote ${terminalText(html)}.`);
    } catch (error) {
        if (!(error instanceof ReaderGone)) throw error;
    } finally {
        progress.end();
    }
}

function wholeNumber(text: string): number {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < 1 || number > 1e12) throw new InvalidArgumentError('a whole number from 1 on is needed.');
    return number;
}

function format(value: string): Format {
    const known = formats.find((name) => name === value);
    if (known === undefined) throw new UsageError(`--format ${JSON.stringify(value)} is unknown: use one of ${formats.join(', ')}.`);
    return known;
}
