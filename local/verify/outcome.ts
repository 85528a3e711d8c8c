/** The comparisons, in the order in which the data moves. */
export const COMPARISONS = ['source = raw', 'raw = ledger', 'raw = clean', 'account', 'clean = model', 'model = views'] as const;

export type ComparisonName = (typeof COMPARISONS)[number];

/** A place where two layers differ. */
export interface Difference {
    readonly comparison: ComparisonName;
    /** Table or view. */
    readonly table: string;
    /** Value of each key column; of a file its path in raw. */
    readonly key: Readonly<Record<string, string | null>>;
    /** Null where the row as a whole is missing on one side, or stands there more often. */
    readonly column: string | null;
    /** What the layer before says, and so what should be. */
    readonly before: string | null;
    readonly after: string | null;
    /** How many rows with the key the two sides have. */
    readonly beforeRows: number;
    readonly afterRows: number;
    /** What is wrong with a table, view or file that cannot be read at all. @default - it can */
    readonly failure?: string;
}

/** Rows of clean that are not shown, since a quarantined record is their newest. */
export interface Hidden {
    readonly table: string;
    readonly rule: string;
    readonly status: 'open' | 'dropped';
    readonly rows: number;
    /** One of their keys. */
    readonly example: string;
}

/** One table or view of a comparison. */
export interface TableComparison {
    readonly comparison: ComparisonName;
    readonly table: string;
    /** Rows before and after. */
    readonly rows: readonly [number, number];
    /** Sums of a 64-bit hash of every row, before and after. */
    readonly fingerprints: readonly [string, string];
    /** Keys whose rows differ. */
    readonly differences: number;
    /** Sums of amounts and counts, before and after; only where rows differ, as equal rows have equal sums. */
    readonly sums: Readonly<Record<string, readonly [string | null, string | null]>>;
    readonly seconds: number;
}

/** What a verification came to. */
export interface VerifyOutcome {
    readonly tables: readonly TableComparison[];
    /** The first ones of each comparison. */
    readonly differences: readonly Difference[];
    readonly hidden: readonly Hidden[];
    /** Comparisons that could not be made, and why: one sentence each. */
    readonly notCompared: readonly { readonly comparison: ComparisonName; readonly reason: string; readonly isFailure: boolean }[];
    /** Where in the source's log source and raw were compared; null if they were not. */
    readonly position: string | null;
    /** Files of raw that no finished run was given. */
    readonly waitingFiles: number;
    /** Was every comparison equal that could be made, and was there anything to compare? */
    readonly isEqual: boolean;
    /** Rows that were compared. */
    readonly rows: number;
}
