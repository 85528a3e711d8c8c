import { DataType } from 'apache-arrow/type';
import { describe, expect, it } from 'vitest';
import { views } from '../../tables/views/index.js';
import { dimensionsOf, measuresOf } from '../answers/kept-tables.js';
import { filters } from '../filters.js';
import type { Dimension, Visual } from '../visual.js';
import { sections, visuals } from './index.js';

const columnOf = ({ view }: Visual, column: string) => views.find(({ name }) => name === view)?.columns[column];

const isNumber = (type: DataType) => DataType.isInt(type) || DataType.isDecimal(type);
const holding: Readonly<Record<Dimension['holds'], (type: DataType) => boolean>> = {
    day: (type) => DataType.isDate(type),
    time: (type) => DataType.isTimestamp(type),
    weekday: (type) => DataType.isInt(type),
    hour: (type) => DataType.isInt(type),
    path: (type) => DataType.isUtf8(type),
    name: (type) => DataType.isUtf8(type),
    key: (type) => DataType.isInt(type),
    number: isNumber,
    money: (type) => DataType.isDecimal(type),
    seconds: isNumber,
    share: (type) => DataType.isDecimal(type),
    'yes or no': (type) => DataType.isBool(type),
};

function dimensions(visual: Visual): readonly Dimension[] {
    if (visual.kind === 'heat map') return [visual.across, visual.down];
    if (visual.kind === 'list') return visual.columns;
    if (visual.kind === 'scatter') return visual.of;
    if (visual.kind === 'bars' && visual.explained !== undefined) return [visual.by, visual.explained];
    return visual.kind === 'figure' || visual.kind === 'funnel' ? [] : [visual.by];
}

it('has a name, a title and a question of its own for each visual', () => {
    for (const word of ['name', 'title', 'question'] as const) {
        const words = visuals.map((visual) => visual[word]);
        expect(new Set(words).size, word).toBe(words.length);
    }
    for (const { name, question } of visuals) {
        expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
        expect(question).toMatch(/^[A-Z].*\?$/);
    }
    expect(new Set(sections.map(({ title }) => title)).size).toBe(sections.length);
});

describe.each(visuals.map((visual) => [visual.name, visual] as const))('the visual %s', (_, visual) => {
    it('shows columns of its view, each for what it holds', () => {
        expect(dimensions(visual).map(({ column }) => column)).toEqual(dimensionsOf(visual));
        for (const { column, holds } of dimensions(visual)) {
            const found = columnOf(visual, column);
            expect(found, column).toBeDefined();
            expect(holding[holds](found!.type), `${column} holds ${holds}`).toBe(true);
        }
    });

    it('sums numbers, and never what cannot be summed', () => {
        const shown = new Set([...dimensionsOf(visual), ...Object.keys(visual.only ?? {})]);
        // Where each number comes of one row there is nothing to add up; periods_after says the same as period_start.
        const isRowByRow = views.find(({ name }) => name === visual.view)!.key.every((column) => shown.has(column) || (visual.view === 'cohort_retention' && column === 'period_start'));
        for (const { sum, per = 'rows', format } of measuresOf(visual)) {
            for (const column of [sum, per].filter((name) => name !== 'rows')) {
                const found = columnOf(visual, column);
                expect(isNumber(found!.type), column).toBe(true);
                // Different users of one day may come on the next, and a share of shares is none.
                if (!isRowByRow) expect(column, 'adds up').not.toMatch(/^(users|buyers)(_|$)|_(rate|share)$|^share_/);
            }
            if (format === 'share') expect(per).not.toBe('rows');
        }
    });

    it('has a point for each row of its view', () => {
        if (visual.kind !== 'scatter') return;
        expect(views.find(({ name }) => name === visual.view)!.key).toEqual([visual.of[0].column]);
        for (const { sum, per } of measuresOf(visual)) expect([sum, per]).not.toContain('rows');
    });

    it('obeys filters by columns of its view', () => {
        for (const { name, kind } of filters) {
            const column = visual.filters[name];
            if (column === undefined) continue;
            const type = columnOf(visual, column)!.type;
            expect(kind === 'days' ? DataType.isDate(type) : DataType.isUtf8(type), `${name} by ${column}`).toBe(true);
        }
        for (const [column, value] of Object.entries(visual.only ?? {})) {
            expect(typeof value === 'boolean' ? DataType.isBool : DataType.isUtf8, column).toSatisfy((is: (type: DataType) => boolean) => is(columnOf(visual, column)!.type));
        }
    });

    it('shows no person by name, and by number only where it says so', () => {
        const allowed = visual.kind === 'list' && visual.isAboutCustomers === true ? [undefined, 'pseudonym'] : [undefined];
        for (const column of dimensionsOf(visual)) expect(allowed, column).toContain(columnOf(visual, column)!.personal);
    });
});
