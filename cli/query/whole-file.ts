import { open, rename, rm } from 'node:fs/promises';
import { ExpectedError } from '../../local/errors.js';
import { removeOnSignal } from '../../local/remove-on-signal.js';
import type { Sink } from './sink.js';

/**
 * Writes a file that appears whole or not at all: it is named `FILE.partial` until all is written.
 *
 * @throws ExpectedError when it cannot be written.
 */
export async function writeWholeFile(file: string, fill: (sink: Sink) => Promise<void>): Promise<void> {
    const partial = `${file}.partial`;
    const failed = (error: Error) => {
        throw new ExpectedError(`Writing ${file} failed: ${error.message}.`);
    };
    const handle = await open(partial, 'w').catch(failed);
    const forget = removeOnSignal(partial);
    try {
        try {
            await fill({ write: (data) => handle.writeFile(data).catch(failed) });
            await handle.sync().catch(failed);
        } finally {
            await handle.close();
        }
        await rename(partial, file).catch(failed);
    } catch (error) {
        await rm(partial, { force: true });
        throw error;
    } finally {
        forget();
    }
}
