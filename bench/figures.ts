/** What one turn came to: the measured work and, right before it, what it is measured against. */
export interface Turn {
    readonly seconds: number;
    /** Of the baseline in the same turn; null where nothing is comparable. */
    readonly baselineSeconds: number | null;
    /** Peak resident memory of the measured process as a whole; null where it is not known. */
    readonly megabytes: number | null;
    /** Further figures by name with its unit, such as `database MB`. */
    readonly figures: Readonly<Record<string, number>>;
    /** Seconds of the steps of the work, by its own log. @default - it has no steps */
    readonly steps?: Readonly<Record<string, number>>;
}

/** One line of what a question came to. All medians are over its turns. */
export interface Result {
    readonly name: string;
    /** Rows of the file or of the lake that it was measured with. */
    readonly rows: number;
    /** What it is measured against; null where nothing is comparable. */
    readonly baseline: string | null;
    readonly seconds: number;
    readonly baselineSeconds: number | null;
    /** Median of the ratios of the turns, not ratio of the medians: the two sides of a turn had the same machine. */
    readonly ratio: number | null;
    /** The most of all turns. */
    readonly megabytes: number | null;
    /** Median of each further figure. */
    readonly figures: Readonly<Record<string, number>>;
    /** Median seconds of each step; none where it has no steps. */
    readonly steps: Readonly<Record<string, number>>;
    readonly turns: readonly Turn[];
}

/** The middle of some numbers; of an even count the mean of the two in the middle. @throws RangeError of none */
export function median(numbers: readonly number[]): number {
    if (numbers.length === 0) throw new RangeError('There is no median of nothing.');
    const sorted = [...numbers].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The least number that a share of the numbers does not exceed. @param share 0 to 1 */
export function quantile(numbers: readonly number[], share: number): number {
    if (numbers.length === 0) throw new RangeError('There is no quantile of nothing.');
    return [...numbers].sort((a, b) => a - b)[Math.max(0, Math.ceil(numbers.length * share) - 1)]!;
}

/** @param props of the result; `turns` has at least one */
export function resultOf({ name, rows, baseline = null, turns }: { readonly name: string; readonly rows: number; readonly baseline?: string | null; readonly turns: readonly Turn[] }): Result {
    const known = <T>(list: readonly (T | null)[]): T[] => list.filter((one) => one !== null);
    const baselines = known(turns.map(({ baselineSeconds }) => baselineSeconds));
    const ratios = known(turns.map(({ seconds, baselineSeconds }) => (baselineSeconds === null ? null : seconds / baselineSeconds)));
    const megabytes = known(turns.map((turn) => turn.megabytes));
    return {
        name,
        rows,
        baseline,
        seconds: median(turns.map(({ seconds }) => seconds)),
        baselineSeconds: baselines.length === 0 ? null : median(baselines),
        ratio: ratios.length === 0 ? null : median(ratios),
        megabytes: megabytes.length === 0 ? null : Math.max(...megabytes),
        figures: medians(turns.map(({ figures }) => figures)),
        steps: medians(turns.map(({ steps = {} }) => steps)),
        turns,
    };
}

/** The median of each number that has a name, over those that have it. */
function medians(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
    const names = [...new Set(records.flatMap((one) => Object.keys(one)))];
    return Object.fromEntries(names.map((name) => [name, median(records.flatMap((one) => one[name] ?? []))]));
}
