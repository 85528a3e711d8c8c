import type { View } from '../../tables/table.js';
import type { Answer, ValueText } from './spark-session.js';

/** What two engines answered to `select *` of a view, and how they are called. */
export interface TwoAnswers {
    readonly view: Pick<View, 'name' | 'key'>;
    readonly engines: readonly [string, string];
    readonly answers: readonly [Answer, Answer];
}

/**
 * What differs between two answers, a sentence each: names, order and types of the columns, rows that one of them lacks, and
 * values, named by view, key and column. Order of rows is none of it.
 */
export function viewDifferences({ view: { name, key }, engines, answers: [first, second] }: TwoAnswers): string[] {
    const told = ({ columns }: Answer) => columns.map((column) => column.join(' ')).join(', ');
    if (told(first) !== told(second)) return [`${name}: columns are (${told(first)}) on ${engines[0]} and (${told(second)}) on ${engines[1]}`];
    const columns = first.columns.map(([column]) => column);
    const places = key.map((column) => columns.indexOf(column));
    const keyOf = (row: readonly ValueText[]) => places.map((place) => `${columns[place]} ${JSON.stringify(row[place])}`).join(', ');
    const [ofFirst, ofSecond] = [grouped(first.rows, keyOf), grouped(second.rows, keyOf)];
    return [...new Set([...ofFirst.keys(), ...ofSecond.keys()])].flatMap((one) => {
        const [here = [], there = []] = [ofFirst.get(one), ofSecond.get(one)];
        if (here.length !== 1 || there.length !== 1) return [`${name}, ${one}: ${here.length} rows on ${engines[0]} and ${there.length} on ${engines[1]}`];
        return columns.flatMap((column, place) => {
            const [mine, theirs] = [here[0]![place], there[0]![place]].map((value) => JSON.stringify(value));
            return mine === theirs ? [] : [`${name}, ${one}: ${column} is ${mine} on ${engines[0]} and ${theirs} on ${engines[1]}`];
        });
    });
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
    const groups = new Map<string, T[]>();
    for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
    return groups;
}
