/**
 * Seconds of each step of a phase on Spark, by the lines of JSON among what it wrote: each has the seconds since the start, so
 * that a step is what passed since the line before; the first has the start of the job in it.
 */
export function sparkSteps(output: string): Record<string, number> {
    const lines = output.split('\n').filter((line) => line.startsWith('{"event"'));
    const said = lines.map((line) => JSON.parse(line) as { event: string; table?: string; at_second: number });
    const steps: Record<string, number> = {};
    let before = 0;
    for (const { event, table, at_second: at } of said) {
        const step = table === undefined ? event : `${event} ${table}`;
        steps[step] = (steps[step] ?? 0) + at - before;
        before = at;
    }
    return steps;
}
