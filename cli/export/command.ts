import type { RegisterCommand } from '../command.js';
import { sayWaiting } from '../output/say-waiting.js';
import { tell } from '../output/tell.js';
import { watchSteps } from '../output/watch-steps.js';
import { runExport } from './run-export.js';

const help = `
TABLE is a table of clean or model, or a view: model.fact_user_events (or fact_user_events alone), clean.quarantine,
funnel_daily. The types are those of data_dictionary.md; times are UTC without a zone, in microseconds.

fact_user_events is laid out by event_date and fact_sessions by session_date, as Hive, Spark and dbt do: one file for each
day, in a folder that names the day, which is no column in the file. DIR is theirs alone, and every reader takes it whole:
  DIR/event_date=2020-04-01/fact_user_events.parquet
  DuckDB   select * from read_parquet('DIR/**/*.parquet')     event_date is a date
  Polars   pl.read_parquet('DIR')                             a date
  Spark    spark.read.parquet('DIR')                          a date
  pandas   pd.read_parquet('DIR')                             text, as a category; for dates:
           df['event_date'] = pd.to_datetime(df['event_date'].astype(str))
A table without rows is DIR/fact_user_events.parquet, which has all columns.
Every other table and view is one file, DIR/TABLE.parquet; what else is in DIR stays.

--since writes only the days whose rows differ from those in DIR's files: days that gained, lost or changed rows, and files
that were damaged or edited. Files of equal days stay as they are; days that have no rows any more are removed.
  --since last            of all days: DIR is then what a new export would be
  --since 2020-04-10      of the days from that one on; earlier files are not compared and stay

An export appears whole or not at all. It is prepared in a hidden folder beside DIR, and takes the place of an earlier
export of the same table by two renames. Between these DIR is not there for an instant; a program that has begun to read may
miss files of the old export. One file is replaced by one rename, which readers do not notice. If the machine or the program
is stopped, DIR is the old or the new export, and what was being prepared is removed by the next one (which also brings
back the old, if it was stopped between the two renames).

Examples:
  ./lake export model.fact_user_events events
  ./lake export model.fact_user_events events --since last
  ./lake export funnel_daily reports
`;

/** Adds `lake export`. */
export const registerExport: RegisterCommand = (program, context) => {
    program
        .command('export')
        .summary('a table or view as Parquet files')
        .description('Writes a table of clean or model, or a view, as Parquet.')
        .argument('<table>', 'name of a table or view')
        .argument('<dir>', 'folder for its files; it is made if it does not exist')
        .option('--since <day>', 'only days that differ from the files in DIR: all of them (last), or those from a day on (YYYY-MM-DD)')
        .addHelpText('after', help)
        .action(async (name: string, dir: string, { since }: { readonly since?: string }, command) => {
            const { lake, isVerbose, say } = context(command);
            let watch = undefined as ReturnType<typeof watchSteps> | undefined;
            try {
                const done = await runExport({ lake, name, dir, since, onWait: sayWaiting(say), onOpen: () => (watch = watchSteps('export', isVerbose)) });
                watch?.end();
                tell(done);
            } finally {
                watch?.end();
            }
        });
};
