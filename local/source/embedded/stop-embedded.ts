import { existsSync } from 'node:fs';
import { exclusively } from '../../engine/exclusively.js';
import { embeddedPaths } from './embedded-paths.js';
import { postmasterOf } from './postmaster.js';
import { stopPostmaster } from './stop-postmaster.js';

/**
 * Stops the lake's own PostgreSQL, whoever started it.
 *
 * @param folder folder of the lake
 * @returns whether one ran
 */
export async function stopEmbedded(folder: string): Promise<boolean> {
    const { data, lock } = embeddedPaths(folder);
    if (!existsSync(data)) return false;
    return await exclusively({ lock }, async () => {
        const running = postmasterOf(data);
        if (running !== null) await stopPostmaster(running.pid, data);
        return running !== null;
    });
}
