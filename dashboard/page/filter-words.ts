import type { Choice } from '../answers/choice.js';
import { filters } from '../filters.js';
import type { FilterName, Visual } from '../visual.js';

const titleOf = (name: FilterName): string => filters.find((filter) => filter.name === name)!.title;

/** Which filters a visual obeys: `Obeys: days, brand.` */
export function obeyedWords({ filters: obeyed }: Visual): string {
    const names = filters.filter(({ name }) => obeyed[name] !== undefined).map(({ title }) => title.toLowerCase());
    return names.length === 0 ? 'Obeys no filter.' : `Obeys: ${names.join(', ')}.`;
}

/** What a visual shows although filters that cannot reach it are set; null where all reach it. */
export function unreachedWords(unreached: readonly FilterName[], choice: Choice): string | null {
    if (unreached.length === 0) return null;
    const values = unreached.filter((name) => name !== 'date').map((name) => `${titleOf(name).toLowerCase()} “${choice.values[name] ?? ''}”`);
    const days = unreached.includes('date') ? ['all days'] : [];
    const all = unreached.filter((name) => name !== 'date').map((name) => `every ${titleOf(name).toLowerCase()}`);
    const why = values.length === 0 ? '' : `: ${values.join(' and ')} cannot be applied here`;
    return `Shows ${[...days, ...all].join(' and ')}${why}.`;
}

/** The filters that are set, in short: `last 7 days · brand acme`. */
export function chosenWords({ last, from, to, values }: Choice): string {
    const days = last === 'all' ? 'all days' : last !== null ? `last ${last === 1 ? 'day' : `${last} days`}` : from === null ? `up to ${to}` : to === null ? `from ${from}` : `${from} to ${to}`;
    return [days, ...filters.flatMap(({ name, title }) => (values[name] === undefined ? [] : [`${title.toLowerCase()} ${values[name]}`]))].join(' · ');
}
