/** What is read of the file that `node --cpu-prof` writes: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export interface CpuProfile {
    readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame; readonly children?: readonly number[] }[];
    /** The node that was on top in each sample. */
    readonly samples: readonly number[];
    /** Microseconds from the sample before, of the first from the start. */
    readonly timeDeltas: readonly number[];
}

export interface CallFrame {
    readonly functionName: string;
    readonly url: string;
}

/** A name for what is done in some frames; null of a frame that says nothing, as its caller then does. */
export type GroupOf = (frame: CallFrame) => string | null;

/** Of samples in which no frame says anything. */
export const OTHER = 'other code';

/** Seconds of the thread by what it did: each sample stands for the time to the next, and belongs to the innermost frame that says what it does. */
export function secondsByGroup({ nodes, samples, timeDeltas }: CpuProfile, groupOf: GroupOf): Record<string, number> {
    const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
    const own = new Map(nodes.map(({ id, callFrame }) => [id, groupOf(callFrame)]));
    const groups = new Map<number, string>();
    for (const { id } of nodes) {
        let at: number | undefined = id;
        while (at !== undefined && own.get(at) === null) at = callers.get(at);
        groups.set(id, (at === undefined ? null : own.get(at)) ?? OTHER);
    }
    const seconds: Record<string, number> = {};
    for (const [place, id] of samples.entries()) {
        const group = groups.get(id)!;
        seconds[group] = (seconds[group] ?? 0) + (timeDeltas[place + 1] ?? 0) / 1e6;
    }
    return seconds;
}

/** What is left of some seconds by name without others; what would be less than nothing is nothing. */
export const without = (start: Readonly<Record<string, number>>, seconds: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(Object.entries(seconds).map(([name, value]) => [name, Math.max(0, value - (start[name] ?? 0))]));
