/** What a measure is. */
export interface Measure {
    readonly name: string;
    /** Unit, or what it is a share of. */
    readonly unit: string;
    readonly isLessBetter: boolean;
    /** Whether forecasts are compared in per cent of each other or by their difference. */
    readonly comparedIn: 'percent' | 'points';
    readonly meaning: string;
}

/** Ours against another forecast, with 95 % of the bootstrap's draws between low and high. */
export interface Comparison {
    readonly difference: number;
    readonly low: number;
    readonly high: number;
}

/** One forecast by one measure. */
export interface Score {
    readonly forecast: string;
    readonly value: number;
    /** Customers × origins that it rests on. */
    readonly count: number;
    /** The prediction against this forecast, in per cent or in percentage points; null for itself, and where there is none. */
    readonly comparison: Comparison | null;
    /** The measure by band of earlier purchase days, in the order of BANDS; null where none is in it. */
    readonly byBand: readonly (number | null)[];
}

/** A measure with the scores of all forecasts, the prediction first. */
export interface MeasureScores {
    readonly measure: Measure;
    readonly scores: readonly Score[];
}

/** How many of the returns lay within an interval, and how many were to. */
export interface Coverage {
    readonly claimed: number;
    readonly observed: number;
    /** Which interval, such as 50 for half. */
    readonly level: number;
    readonly count: number;
}

/** Predicted chance against what came, of customers or days with about that chance. */
export interface CalibrationPoint {
    readonly predicted: number;
    readonly observed: number;
    readonly count: number;
}

export interface BacktestResult {
    /** First and last day with a purchase, but for those that stand alone. */
    readonly first: string;
    readonly last: string;
    /** Days with a purchase before and after them, which stand alone. */
    readonly daysAlone: number;
    readonly origins: readonly { readonly date: string; readonly customers: number; readonly returned: number }[];
    readonly measures: readonly MeasureScores[];
    readonly coverage: readonly Coverage[];
    readonly returns: readonly CalibrationPoint[];
    readonly days: readonly CalibrationPoint[];
    readonly products: readonly CalibrationPoint[];
}

/** Bands of earlier purchase days, from two on: purchase_band of sql/model/purchase_days.sql. */
export const BANDS: readonly (readonly [band: number, name: string])[] = [
    [2, '2'],
    [3, '3'],
    [4, '4–5'],
    [5, '6–9'],
    [6, '10–19'],
    [7, '20+'],
];
