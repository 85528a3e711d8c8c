/**
 * Imports FILE into LAKE, or runs it, or releases what is in quarantine, and dies as by `kill -9` when STEP begins, so that nothing is cleaned up:
 * kill-at-step.ts import LAKE STEP FILE, kill-at-step.ts run LAKE STEP, kill-at-step.ts release LAKE STEP
 */
import { mkdirSync } from 'node:fs';
import { openLake } from '../local/engine/lake.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { run } from '../local/engine/run.js';
import { importFile } from '../local/history/import-file.js';
import { releaseRecords } from '../local/quarantine/release.js';
import { Steps } from '../local/steps.js';

const [what, folder, fatal, file] = process.argv.slice(2) as [string, string, string, string];
const steps = new Steps({
    begun: (step) => {
        if (step === fatal) process.kill(process.pid, 'SIGKILL');
    },
});
const paths = lakePaths(folder);
mkdirSync(paths.scratch, { recursive: true });
if (what === 'import') await importFile(paths, file, { steps });
else if (what === 'release') await releaseRecords(await openLake(folder), 'true', steps);
else await run(await openLake(folder), { steps });
