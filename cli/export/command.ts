import type { RegisterCommand } from '../command.js';
import { Progress } from '../output/progress.js';
import { runExport } from './run-export.js';

const help = `
TABLE is a table of clean or model, or a view: model.fact_user_events (or fact_user_events alone), clean.quarantine,
funnel_daily. The types are those of data_dictionary.md; times are UTC without a zone, in microseconds.

fact_user_events and fact_sessions are laid out by days, one file each, and DIR is theirs alone:
  DIR/event_date=2020-04-01/fact_user_events.parquet
  DIR/_export.json        what is there: rows and a fingerprint of each day
Every file has the date as a column too, so that all readers give it its type:
  DuckDB   select * from read_parquet('DIR/**/*.parquet', hive_partitioning = true)
  pandas   pd.read_parquet('DIR', partitioning=None)    without it pyarrow takes the folders' dates for text and refuses
  Polars   pl.scan_parquet('DIR/**/*.parquet', hive_partitioning=True)     the folder alone it refuses, because of the .json
A table without rows is DIR/fact_user_events.parquet, which has the columns alone.
Every other table and view is one file, DIR/TABLE.parquet; what else is in DIR stays.

--since writes only changed days, those that had a row inserted, changed or deleted. Days are compared by a fingerprint of
all their rows, so that it does not matter why they changed; the files of other days are not touched.
  --since last            against the earlier export in DIR: DIR is then what a new export would be. All days where DIR
                          has none, and after an upgrade of DuckDB.
  --since 2020-04-10      the same for the days from that one on; earlier ones are not looked at and stay as they are

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
        .option('--since <day>', 'only days that changed: since the earlier export in DIR (last), or the same from a day on (YYYY-MM-DD)')
        .addHelpText('after', help)
        .action(async (name: string, dir: string, { since }: { readonly since?: string }, command) => {
            const { lake } = context(command);
            const progress = new Progress();
            try {
                const done = await runExport({ lake, name, dir, since, onStep: (step) => progress.step(`export: ${step}`) });
                progress.end();
                process.stdout.write(`${done}\n`);
            } finally {
                progress.end();
            }
        });
};
