import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Measured {
    readonly seconds: number;
    /** Peak resident memory in MB; null where the machine has no /proc. */
    readonly megabytes: number | null;
}

/**
 * Runs a Node program to its end and measures it as a whole process.
 *
 * @param look called with its process again and again while it runs
 * @throws Error if it fails
 */
export async function measure(args: readonly string[], env: NodeJS.ProcessEnv = process.env, look: (pid: number) => void = () => {}): Promise<Measured> {
    const started = performance.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
    let megabytes: number | null = null;
    endWithUs(child);
    const timer = setInterval(() => {
        megabytes = peakMegabytes(child.pid) ?? megabytes;
        look(child.pid!);
    }, 50);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    clearInterval(timer);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}.`);
    return { seconds: (performance.now() - started) / 1000, megabytes };
}

/** What is measured ends with what measures it. */
export function endWithUs(child: ChildProcess): void {
    const end = () => void child.kill();
    // Before anything of it is removed.
    process.prependListener('exit', end);
    child.once('close', () => process.off('exit', end));
}

/** Peak resident memory of a process since its start, in MB; null if it has ended, or this is no Linux. */
export function peakMegabytes(pid: number | 'self' | undefined): number | null {
    try {
        const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
        return peak === null ? null : Number(peak[1]) / 1024;
    } catch {
        return null;
    }
}

/** Does the work and takes its time. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly seconds: number }> {
    const started = performance.now();
    const result = await work();
    return { result, seconds: (performance.now() - started) / 1000 };
}

/** The higher of two peaks, of which either may be unknown. */
export const higher = (one: number | null, other: number | null): number | null => (one === null || other === null ? (one ?? other) : Math.max(one, other));

export const show = ({ seconds, megabytes }: Measured): string => `${seconds.toFixed(1)} s${megabytes === null ? '' : `, ${megabytes.toFixed(0)} MB`}`;
