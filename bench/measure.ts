import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Measured {
    readonly seconds: number;
    /** Peak resident memory in MB; null where the machine has no /proc. */
    readonly megabytes: number | null;
}

/** Runs a Node program to its end and measures it as a whole process. */
export async function measure(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Measured> {
    const started = performance.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
    let megabytes: number | null = null;
    const look = () => {
        try {
            const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
            if (peak !== null) megabytes = Number(peak[1]) / 1024;
        } catch {
            // The process has just ended, or this is no Linux.
        }
    };
    const timer = setInterval(look, 50);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    clearInterval(timer);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}.`);
    return { seconds: (performance.now() - started) / 1000, megabytes };
}

export const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

export const show = ({ seconds, megabytes }: Measured): string => `${seconds.toFixed(1)} s${megabytes === null ? '' : `, ${megabytes.toFixed(0)} MB`}`;
