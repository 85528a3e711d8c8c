/**
 * Holds a lake until a line comes on standard input; says "held" when it does: hold-lake.ts HOW LAKE
 *
 *   run      as a run does, which it then makes
 *   query    as a reader
 *   foreign  as a program that knows nothing of lakes
 *   lock     the lock of its files, see exclusively
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openReadOnly } from '../local/engine/open-read-only.js';
import { exclusively } from '../local/engine/exclusively.js';
import { openLake } from '../local/engine/lake.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { run } from '../local/engine/run.js';

const [how, folder] = process.argv.slice(2) as ['run' | 'query' | 'foreign' | 'lock', string];

async function untilLine(): Promise<void> {
    process.stdout.write('held\n');
    await once(process.stdin, 'data');
    process.stdin.destroy();
}

const holders = {
    run: async () => {
        const lake = await openLake(folder, { command: 'run' });
        await untilLine();
        await run(lake);
        lake.database.close();
    },
    query: async () => {
        const { close } = await openReadOnly({ database: join(folder, 'lake.duckdb'), scratch: join(folder, 'scratch') });
        await untilLine();
        close();
    },
    foreign: async () => {
        const instance = await DuckDBInstance.create(join(folder, 'lake.duckdb'));
        await untilLine();
        instance.closeSync();
    },
    lock: () => exclusively(lakePaths(folder), untilLine),
};
await holders[how]();
