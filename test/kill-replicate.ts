/**
 * Replicates the database at PORT into LAKE and dies as by `kill -9` at the n-th time that STEP begins, or "after STEP" ends,
 * so that nothing is cleaned up; with no step it follows until somebody else kills it:
 * kill-replicate.ts LAKE PORT DATABASE PASSWORD [STEP] [N]
 */
import { lakePaths } from '../local/engine/lake-paths.js';
import { replicate } from '../local/replication/replicate.js';
import { replicationPaths } from '../local/replication/replication-paths.js';
import { newSource } from '../local/source/source.js';
import { Steps } from '../local/steps.js';

const [folder, port, database, password, fatal, times = '1'] = process.argv.slice(2) as [string, string, string, string, string?, string?];
let left = Number(times);
const dieAt = (moment: string) => {
    if (moment === fatal && --left === 0) process.kill(process.pid, 'SIGKILL');
};
await replicate({
    reach: async () => newSource({ user: 'shop', host: '127.0.0.1', port: Number(port), database, password: () => password }),
    paths: replicationPaths(lakePaths(folder)),
    publication: 'lake',
    interval: 20,
    fullAt: 20_000,
    warnAt: 1e12,
    giveUpAt: 1e13,
    look: 50,
    isOnce: false,
    signal: new AbortController().signal,
    observer: {},
    steps: new Steps({ begun: dieAt, ended: ({ step }) => dieAt(`after ${step}`) }),
});
