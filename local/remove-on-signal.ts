import { rmSync } from 'node:fs';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Removes a file or folder when the process is told to end, and then lets it end by that signal.
 *
 * @returns what to call when it is no longer wanted.
 */
export function removeOnSignal(path: string): () => void {
    const remove = (signal: NodeJS.Signals) => {
        rmSync(path, { recursive: true, force: true });
        forget();
        process.kill(process.pid, signal);
    };
    const forget = () => signals.forEach((signal) => process.off(signal, remove));
    signals.forEach((signal) => process.on(signal, remove));
    return forget;
}
