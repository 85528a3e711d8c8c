import type { Dimension, FilterName, Format, Wish } from '../visual.js';
import type { Period } from './period.js';

/** A column of an answer, as its table and its csv show it. */
export type AnswerColumn =
    /** What the row is about. */
    | { readonly title: string; readonly role: 'name'; readonly holds: Dimension['holds'] }
    /** A measure in the period. */
    | { readonly title: string; readonly role: 'value'; readonly format: Format; readonly wish: Wish }
    /** The same in the days that are compared, and in those before. They follow their value, in this order. */
    | { readonly title: string; readonly role: 'now' | 'before'; readonly format: Format };

/** A day is `YYYY-MM-DD`, a time `YYYY-MM-DDTHH:MM:SS.sssZ`; amounts are rounded to what a double holds, which csv is not. */
export type AnswerValue = string | number | boolean | null;

/** What a visual shows under a choice. */
export interface Answer {
    readonly visual: string;
    /** Which state of the lake it is about, see {@link LakeState}. */
    readonly state: number;
    readonly columns: readonly AnswerColumn[];
    readonly rows: readonly (readonly AnswerValue[])[];
    /** How many rows there are, of which the first are here. */
    readonly total: number;
    /** The values over all rows, in the order of the columns that are values; none for a list. */
    readonly totals: readonly (number | null)[];
    /** Null where the visual does not obey the filter of days. */
    readonly period: Period | null;
    /** Filters that are set and cannot reach this visual. */
    readonly unreached: readonly FilterName[];
}

/** How the lake stands that the page shows. Times are ISO 8601 in UTC. */
export interface LakeState {
    /** Grows with each state; 0 while nothing can be shown. */
    readonly state: number;
    /** Why there is nothing to show, or why what is shown is not the newest, in sentences for people; null if all is well. */
    readonly trouble: string | null;
    /** How an empty lake is filled: commands, each with what it does. */
    readonly howToFill: readonly { readonly command: string; readonly does: string }[];
    /** Folder of the lake, relative where it lies below the working folder. */
    readonly folder: string;
    /** When this state was read. */
    readonly readAt: string | null;
    /** The last run that it has. */
    readonly run: number | null;
    /** The newest event that is not after now, and the newest change of any table. */
    readonly newestEventAt: string | null;
    readonly newestChangeAt: string | null;
    readonly events: number;
    /** Events on days after the day on which it was read, by clocks that are wrong: they are left out of the span. */
    readonly eventsAfterToday: number;
    /** First and last day that have events; null without events. */
    readonly span: { readonly from: string; readonly to: string } | null;
    /** All values of the filters that have few. */
    readonly values: Readonly<Partial<Record<FilterName, readonly string[]>>>;
}

/** What a choice means in this state of the lake. */
export interface ReadChoice {
    readonly period: Period | null;
    /** Filters whose value no event has. */
    readonly unknown: readonly FilterName[];
}
