/** A line of JSON among what a phase on Spark wrote. */
interface SparkLine {
    readonly event: string;
    readonly table?: string;
    readonly at_second: number;
    /** Of maintenance: before and behind it. */
    readonly files?: readonly [number, number];
    readonly bytes?: readonly [number, number];
}

/**
 * Seconds of each step of a phase: the lines have the seconds since the start, so that a step is what passed since the line
 * before; the first has the start of the job in it.
 */
export function sparkSteps(output: string): Record<string, number> {
    const steps: Record<string, number> = {};
    let before = 0;
    for (const { event, table, at_second: at } of linesOf(output)) {
        const step = table === undefined ? event : `${event} ${table}`;
        steps[step] = (steps[step] ?? 0) + at - before;
        before = at;
    }
    return steps;
}

/** Names of the tables that a phase says it built, without their layer. */
export const builtTables = (output: string): string[] => linesOf(output).flatMap(({ event, table }) => (event === 'built' && table !== undefined ? [table] : []));

/** Files and MB of each table behind maintenance, as it tells them. */
export const maintainedFiles = (output: string): Map<string, { readonly files: number; readonly megabytes: number }> =>
    new Map(linesOf(output).flatMap(({ event, table, files, bytes }) => (event === 'maintained' ? [[table!, { files: files![1], megabytes: bytes![1] / 1e6 }]] : [])));

const linesOf = (output: string): SparkLine[] =>
    output
        .split('\n')
        .filter((line) => line.startsWith('{"event"'))
        .map((line) => JSON.parse(line) as SparkLine);
