import type { Choice } from '../answers/choice.js';
import { filters } from '../filters.js';
import { shownText } from '../looks/shown-text.js';
import type { FilterName, Visual } from '../visual.js';

const titleOf = (name: FilterName): string => filters.find((filter) => filter.name === name)!.title;

/** Which filters a visual obeys: `Filters: days, brand` */
export function obeyedWords({ filters: obeyed }: Visual): string {
    const names = filters.filter(({ name }) => obeyed[name] !== undefined).map(({ title }) => title.toLowerCase());
    return names.length === 0 ? 'Filters: none' : `Filters: ${names.join(', ')}`;
}

/** What a visual shows although filters that cannot reach it are set; null where all reach it. */
export function unreachedWords(unreached: readonly FilterName[], choice: Choice): string | null {
    if (unreached.length === 0) return null;
    const all = unreached.map((name) => `${titleOf(name).toLowerCase()}s`.replace(/yss?$/, 'ys').replace(/([^a])ys$/, '$1ies').replace(/ss$/, 's'));
    const set = unreached.map((name) => (name === 'date' ? 'the filter of days' : `“${shownText(choice.values[name] ?? '', 60)}”`));
    return `All ${all.join(' and ')}: ${set.join(' and ')} cannot be applied here.`;
}

/** The filters that are set, in short: `last 7 days · brand acme`. */
export function chosenWords({ last, from, to, values }: Choice): string {
    const days = last === 'all' ? 'all days' : last !== null ? `last ${last === 1 ? 'day' : `${last} days`}` : from === null ? `up to ${to}` : to === null ? `from ${from}` : `${from} to ${to}`;
    return [days, ...filters.flatMap(({ name, title }) => (values[name] === undefined ? [] : [`${title.toLowerCase()} ${values[name]}`]))].join(' · ');
}
