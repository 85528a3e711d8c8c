/**
 * How a visual is defined: in business words, over the columns of one view. Nothing here belongs to a tool that draws: the local
 * page reads these definitions, and what QuickSight and Power BI show is made from the same.
 */

/** The filters that a person can set; a visual says which of them it obeys. */
export type FilterName = 'date' | 'category' | 'brand' | 'device' | 'channel';

/** How numbers are written for people; a rule, not a pattern of some tool. */
export type Format =
    /** Whole things, such as sessions. */
    | 'count'
    /** An amount in the lake's one currency. */
    | 'money'
    /** A share, 1 is 100 %. */
    | 'share'
    /** A length of time in seconds. */
    | 'seconds';

/** Whether more of it is good news; what is neither is shown without a judgement. */
export type Wish = 'more' | 'less' | 'neither';

/** A number of a visual: a column summed over the rows of its view, or divided by the sum of another. Sums come first, then the quotient. */
export interface Measure {
    readonly title: string;
    /** Column that is summed; `rows` counts the rows of the view. */
    readonly sum: string;
    /** Column by whose sum it is divided, or `rows`; without rows there is no number. @default - not divided */
    readonly per?: string;
    readonly format: Format;
    /** @default 'neither' */
    readonly wish?: Wish;
}

/** What the rows of a visual are about. */
export interface Dimension {
    readonly title: string;
    readonly column: string;
    /** What its values are; a key is a number that counts nothing, a path has parts divided by dots, an hour is one of 24 in UTC, a weekday counts from Monday, 1, to Sunday, 7. */
    readonly holds: 'day' | 'time' | 'weekday' | 'hour' | 'path' | 'name' | 'key' | 'number' | 'money' | 'seconds' | 'share' | 'yes or no';
}

/** What all visuals have. */
export interface Definition {
    /** Stable name, used in links; words with hyphens. */
    readonly name: string;
    readonly title: string;
    /** The question that it answers, as somebody in the shop would ask it. */
    readonly question: string;
    /** Name of a view in tables/views. */
    readonly view: string;
    /** Filter to the column of the view that it is about; other filters cannot reach the visual, and it says so. */
    readonly filters: Readonly<Partial<Record<FilterName, string>>>;
    /** Rows of the view that are meant at all: column to value. @default - all */
    readonly only?: Readonly<Record<string, string | boolean>>;
    /** What a reader has to know to read it rightly, in a sentence. */
    readonly note?: string;
}

/** One number, compared with the period before. */
export interface Figure extends Definition {
    readonly kind: 'figure';
    readonly measure: Measure;
}

/** Stages in order, each a part of the one before; all count what the first counts. */
export interface Funnel extends Definition {
    readonly kind: 'funnel';
    readonly stages: readonly [Measure, ...Measure[]];
}

/** A number day by day, with the period before behind it. */
export interface Trend extends Definition {
    readonly kind: 'trend';
    readonly by: Dimension;
    readonly measure: Measure;
}

/** A number for each pair of values, as strength of colour. */
export interface HeatMap extends Definition {
    readonly kind: 'heat map';
    readonly across: Dimension;
    readonly down: Dimension;
    readonly measure: Measure;
}

/** A ranking by the first measure, the others beside it. */
export interface Bars extends Definition {
    readonly kind: 'bars';
    readonly by: Dimension;
    /** Says in words what each row is; it follows from `by`. @default - the name says it */
    readonly explained?: Dimension;
    readonly measures: readonly [Measure, ...Measure[]];
    /** Are the rows parts of a whole, so that a share of the sum means something? */
    readonly isWhole: boolean;
    /** So many are shown; how many there are is said. */
    readonly most: number;
}

/** Two numbers of each thing against each other, a row of the view each; those with the most across are shown. */
export interface Scatter extends Definition {
    readonly kind: 'scatter';
    /** The key first, then what describes it. */
    readonly of: readonly [Dimension, ...Dimension[]];
    readonly across: Measure;
    readonly up: Measure;
    readonly size: Measure;
    readonly most: number;
}

/** Rows of the view as they are. */
export interface Listing extends Definition {
    readonly kind: 'list';
    /** Its rows are customers, by the number or name that the shop gave them: whoever sees it can look up who they are. @default false */
    readonly isAboutCustomers?: boolean;
    readonly columns: readonly [Dimension, ...Dimension[]];
    /** Columns by which it is sorted; descending where so. */
    readonly order: readonly { readonly column: string; readonly descending?: boolean }[];
    readonly most: number;
}

export type Visual = Figure | Funnel | Trend | HeatMap | Bars | Scatter | Listing;

/** Visuals that belong together, under a heading. */
export interface Section {
    readonly title: string;
    readonly visuals: readonly Visual[];
}
