import type { Writable } from 'node:stream';
import { ExpectedError } from '../../local/errors.js';
import { ReaderGone } from './reader-gone.js';
import type { Sink } from './sink.js';
import { terminalText } from '../../local/terminal-text.js';

const closedCodes: ReadonlySet<string | undefined> = new Set([
    'EPIPE', // Linux, macOS
    'EOF', // Windows
    'ECONNRESET',
    'ERR_STREAM_DESTROYED',
    'ERR_STREAM_WRITE_AFTER_END',
]);

/** A sink that writes to standard output; what a terminal could take for a command is escaped there. */
export function standardOutput(stream: Writable & { readonly isTTY?: boolean }): Sink {
    // A failed write is reported to its callback below; without a listener it would end the process as well.
    stream.on('error', () => undefined);
    return {
        write: (data) => new Promise((resolve, reject) => {
            const safe = stream.isTTY === true && typeof data === 'string' ? terminalText(data, { keepNewLines: true }) : data;
            stream.write(safe, (error: NodeJS.ErrnoException | null | undefined) => {
                if (!error) {
                    resolve();
                } else if (closedCodes.has(error.code)) {
                    reject(new ReaderGone());
                } else {
                    reject(new ExpectedError(`Writing the result to standard output failed: ${error.message}.`));
                }
            });
        }),
    };
}
