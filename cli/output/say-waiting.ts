import type { OnWait } from '../../local/engine/take-turn.js';

/** Says, in one line, whom a command waits for. */
export function sayWaiting(say: (line: string) => void): OnWait {
    return ({ pid, command, since }) => {
        const who = pid === null ? 'Another process' : command === null ? `Process ${pid}` : `lake ${command}`;
        const details = command === null ? '' : ` (process ${pid}, since ${since?.toISOString().replace('T', ' ').slice(0, 19)} UTC)`;
        say(`${who}${details} is using the lake; waiting until it is free. Ctrl-C ends the wait.`);
    };
}
