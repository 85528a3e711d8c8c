import type { RegisterCommand } from '../command.js';
import { Progress } from '../output/progress.js';

const help = `
Each record of raw/ is judged by the row rules, the newest of each key is kept in clean, and model is brought up to date.
Every record is accounted for: applied, superseded by a newer one, duplicate, or quarantined; if one is lost, the run
fails and changes nothing. A run that was broken off is taken up again.
`;

/** Adds `lake run`. */
export const registerRun: RegisterCommand = (program, context) => {
    program
        .command('run')
        .summary('raw → clean → model, whatever arrived since the last run')
        .description('Takes whatever is new in raw/ through clean to model.')
        .addHelpText('after', help)
        .action(async (_options, command) => {
            const { lake } = context(command);
            await runLake(lake);
        });
};

/** Runs the pipeline and says what it came to. */
export async function runLake(folder: string): Promise<void> {
    const { openLake, refuseEmptyFolder } = await import('../../local/engine/lake.js');
    const { run } = await import('../../local/engine/run.js');
    const { summarize } = await import('./summarize.js');
    refuseEmptyFolder(folder);
    const progress = new Progress();
    const lake = await openLake(folder);
    try {
        const outcome = await run(lake, (step) => progress.step(`run: ${step}`));
        progress.end();
        process.stdout.write(outcome === null ? 'Nothing new in raw/; the lake is up to date.\n' : await summarize(lake.database, outcome));
    } finally {
        progress.end();
        lake.database.close();
    }
}
