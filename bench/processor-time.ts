/** What Linux tells of a process or a thread in `/proc/PID/stat`, see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export interface ProcessorTime {
    /** The process that started it. */
    readonly parent: number;
    /** Seconds of a core, in its own code and in the kernel. */
    readonly user: number;
    readonly system: number;
}

/** The kernel tells programs of time in hundredths of a second, whatever it counts in. */
const TICKS = 100;

/** @throws Error if it is no such line */
export function readStat(stat: string): ProcessorTime {
    // The name of the program stands in brackets, and may have blanks and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number) as [number, number, number];
    if (![parent, user, system].every(Number.isInteger)) throw new Error(`No line of /proc/PID/stat: ${JSON.stringify(stat)}.`);
    return { parent, user: user / TICKS, system: system / TICKS };
}

/** Seconds that a thread could have gone on and waited for a core, of `/proc/PID/schedstat`: https://docs.kernel.org/scheduler/sched-stats.html */
export const readWait = (schedstat: string): number => Number(schedstat.split(' ')[1]) / 1e9;

/** What a process of PostgreSQL is, by the title that it gives itself: who sends the log, who answers a client, or what works behind. */
export function roleOf(title: string): 'walsender' | 'backends' | 'rest of PostgreSQL' {
    if (/^postgres: walsender /.test(title)) return 'walsender';
    return /^postgres: (?!autovacuum )\S+ \S+ (\[local\]|\S+\(\d+\))/.test(title) ? 'backends' : 'rest of PostgreSQL';
}
