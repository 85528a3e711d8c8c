const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C may come more than once: npm passes on what the terminal sent to all, and who removes files sends it again. */
const MILLISECONDS_OF_ONE = 500;

/** How a command is told to end. */
export interface EndSignals {
    /** Aborted by the first signal. */
    readonly signal: AbortSignal;
    /** Ends as by the first signal. */
    readonly end: () => void;
    /** Leaves the signals to others again; where the terminal was closed, ends the process by that. */
    readonly forget: () => void;
}

/**
 * Lets a first signal end the work in order, and a second one the process.
 *
 * @param last called before the process ends by a second one
 */
export function endSignals(last: () => void): EndSignals {
    const ending = new AbortController();
    let first = 0;
    let isHungUp = false;
    const onSignal = (signal: NodeJS.Signals) => {
        isHungUp ||= signal === 'SIGHUP';
        if (!ending.signal.aborted) {
            first = performance.now();
            return ending.abort();
        }
        if (performance.now() - first < MILLISECONDS_OF_ONE) return;
        last();
        endBy(signal);
    };
    for (const one of SIGNALS) process.on(one, onSignal);
    const forget = () => {
        for (const one of SIGNALS) process.off(one, onSignal);
        // Node itself aborts at its end where the terminal has gone (`ResetStdio`).
        if (isHungUp) endBy('SIGHUP');
    };
    return { signal: ending.signal, end: () => ending.abort(), forget };
}

/** Not `process.exit`, which waits for what DuckDB's threads do. */
function endBy(signal: NodeJS.Signals): void {
    for (const one of SIGNALS) process.removeAllListeners(one);
    process.kill(process.pid, signal);
}
