/**
 * Imports FILE into LAKE, or runs it, or releases what is in quarantine, or exports its events to DIR, and dies as by `kill -9` when STEP begins, or
 * "after STEP" when it ends, so that nothing is cleaned up:
 * kill-at-step.ts import LAKE STEP FILE, kill-at-step.ts run LAKE STEP, kill-at-step.ts release LAKE STEP, kill-at-step.ts export LAKE STEP DIR [SINCE]
 */
import { mkdirSync } from 'node:fs';
import { runExport } from '../cli/export/run-export.js';
import { openLake } from '../local/engine/lake.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { run } from '../local/engine/run.js';
import { importFile } from '../local/history/import-file.js';
import { releaseRecords } from '../local/quarantine/release.js';
import { type StepObserver, Steps } from '../local/steps.js';

const [what, folder, fatal, file, since] = process.argv.slice(2) as [string, string, string, string, string?];
const dieAt = (moment: string) => {
    if (moment === fatal) process.kill(process.pid, 'SIGKILL');
};
const killer: StepObserver = { begun: dieAt, ended: ({ step }) => dieAt(`after ${step}`) };
const steps = new Steps(killer);
const paths = lakePaths(folder);
mkdirSync(paths.scratch, { recursive: true });
if (what === 'import') await importFile(paths, file, { steps });
else if (what === 'export') await runExport({ lake: folder, name: 'fact_user_events', dir: file, since, onOpen: () => killer });
else if (what === 'release') await releaseRecords(await openLake(folder), 'true', steps);
else await run(await openLake(folder), { steps });
