import { filters } from '../filters.js';
import type { FilterName } from '../visual.js';

/** What a person has chosen to look at, as it stands in a link. */
export interface Choice {
    /** The last so many days of the lake, or all; null where the days are named by `from` and `to`. */
    readonly last: number | 'all' | null;
    /** First and last day, `YYYY-MM-DD`; null where `last` says it, one of them also where it is left open. */
    readonly from: string | null;
    readonly to: string | null;
    /** The values that are chosen, by their filter. */
    readonly values: Readonly<Partial<Record<FilterName, string>>>;
}

/** A link that means nothing; its message is for people. */
export class BadChoice extends Error {}

/** A week: every weekday once, and most lakes have a week before it to compare with. */
export const DEFAULT_LAST = 7;
const MOST_DAYS = 36_500;
/** Every event of a lake lies within them (`event_time_plausible`), and a trend has a row for each day. */
const [FIRST_YEAR, LAST_YEAR] = ['1900', '2199'];
/** No value of a lake is longer: varchar(255) in the source, and a path of categories has a few names. */
const LONGEST = 2000;

/** @throws BadChoice with a sentence that says what is wrong */
export function readChoice(parameters: URLSearchParams): Choice {
    const [from, to] = [dayOf(parameters, 'from'), dayOf(parameters, 'to')];
    if (from !== null && to !== null && from > to) throw new BadChoice(`The first day, ${from}, is after the last, ${to}: exchange them.`);
    const values: Partial<Record<FilterName, string>> = {};
    for (const { name, kind, title } of filters) {
        const value = parameters.get(name) ?? '';
        if (kind === 'days' || value === '') continue;
        if (value.length > LONGEST) throw new BadChoice(`${title} has ${value.length} characters; no value of a lake is longer than ${LONGEST}.`);
        values[name] = value;
    }
    return { last: from !== null || to !== null ? null : lastOf(parameters), from, to, values };
}

/** The parameters of a link to this choice; what is as at first is left out. */
export function linkOf({ last, from, to, values }: Choice): URLSearchParams {
    const parameters = new URLSearchParams();
    if (last !== null && last !== DEFAULT_LAST) parameters.set('last', String(last));
    if (from !== null) parameters.set('from', from);
    if (to !== null) parameters.set('to', to);
    for (const { name } of filters) {
        const value = values[name];
        if (value !== undefined) parameters.set(name, value);
    }
    return parameters;
}

function lastOf(parameters: URLSearchParams): number | 'all' {
    const text = parameters.get('last') ?? '';
    if (text === '') return DEFAULT_LAST;
    if (text === 'all') return 'all';
    if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > MOST_DAYS) throw new BadChoice(`last=${text.slice(0, 40)} is no number of days from 1 to ${MOST_DAYS}, and not "all".`);
    return Number(text);
}

function dayOf(parameters: URLSearchParams, name: 'from' | 'to'): string | null {
    const text = parameters.get(name) ?? '';
    if (text === '') return null;
    const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
    // 2020-02-30 is taken for 1 March by some, and refused by others.
    if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) throw new BadChoice(`${name}=${text.slice(0, 40)} is no day of the calendar: write it as 2020-04-30.`);
    if (text.slice(0, 4) < FIRST_YEAR || text.slice(0, 4) > LAST_YEAR) throw new BadChoice(`${name}=${text} is no day from ${FIRST_YEAR} to ${LAST_YEAR}, and no event of a lake is outside of those.`);
    return text;
}
