/** Epoch milliseconds of both clocks, and how much faster the simulated one goes; `max` waits for nothing. */
export interface PaceProps {
    readonly startedAt: number;
    readonly simulatedFrom: number;
    readonly speed: number | 'max';
    /** Is the simulated clock held back when it has reached the real one? */
    readonly staysBehindNow: boolean;
}

/** When a step is due, by the real clock. */
export function dueAt(simulated: number, { startedAt, simulatedFrom, speed, staysBehindNow }: PaceProps): number {
    const due = speed === 'max' ? startedAt : startedAt + (simulated - simulatedFrom) / speed;
    return staysBehindNow ? Math.max(due, simulated) : due;
}
