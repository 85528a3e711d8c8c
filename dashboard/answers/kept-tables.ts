import { DataType } from 'apache-arrow/type';
import { views } from '../../tables/views/index.js';
import type { Measure, Visual } from '../visual.js';

/** What is kept of a view so that its visuals can be answered under any filter: sums by everything that they show or obey. */
export interface KeptTable {
    readonly view: string;
    /** Columns by which it is grouped. */
    readonly by: readonly string[];
    /** Columns that are summed. */
    readonly sums: readonly string[];
    /** Does it say nothing where all sums are 0, as with a product that was seen and never sold where only sales are shown? */
    readonly isOfSums: boolean;
}

/** The tables behind these visuals, one per view. */
export function keptTables(visuals: readonly Visual[]): readonly KeptTable[] {
    const names = [...new Set(visuals.map(({ view }) => view))];
    return names.map((view) => {
        const [by, sums] = [new Set<string>(), new Set<string>()];
        let isOfSums = true;
        for (const visual of visuals.filter((one) => one.view === view)) {
            for (const column of [...Object.values(visual.filters), ...Object.keys(visual.only ?? {}), ...dimensionsOf(visual)]) by.add(column);
            const summed = measuresOf(visual).flatMap(({ sum, per }) => (per === undefined ? [sum] : [sum, per]));
            for (const column of summed) if (column !== 'rows') sums.add(column);
            if (visual.kind === 'list' || summed.includes('rows')) isOfSums = false;
        }
        return { view, by: [...by], sums: [...sums], isOfSums };
    });
}

/** The statement that fills a table of that name with what is kept; `lake` is the name of the lake's database. */
export function keptTableSql({ view, by, sums, isOfSums }: KeptTable, lake: string): string {
    const { key, columns: types } = views.find(({ name }) => name === view)!;
    // Rows that are told apart by their key need no grouping, which would take most of the time.
    const isGrouped = !key.every((name) => by.includes(name));
    // Counts of one lake fit bigint, which DuckDB sums faster than the hugeint that it makes of them.
    const sumOf = (name: string) => (DataType.isInt(types[name]!.type) ? `cast(sum(${name}) as bigint)` : `sum(${name})`);
    const columns = [...by, ...(isGrouped ? [...sums.map((name) => `${sumOf(name)} as ${name}`), 'count(*) as rows'] : [...sums, 'cast(1 as bigint) as rows'])];
    const isKept = sums.map((name) => `${isGrouped ? `sum(${name})` : name} <> 0`).join(' or ');
    const rows = `${isOfSums && !isGrouped ? ` where ${isKept}` : ''}${isGrouped ? ` group by ${by.join(', ')}${isOfSums ? ` having ${isKept}` : ''}` : ''}`;
    // Days lie together, so that a period reads its own.
    const order = by.filter((name) => name.endsWith('_date')).slice(0, 1);
    return `create table ${view} as select ${columns.join(', ')} from ${lake}.${view}${rows}${order.length === 0 ? '' : ` order by ${order.join(', ')}`}`;
}

/** The columns that a visual shows as they are. */
export function dimensionsOf(visual: Visual): readonly string[] {
    if (visual.kind === 'figure' || visual.kind === 'funnel') return [];
    if (visual.kind === 'heat map') return [visual.across.column, visual.down.column];
    if (visual.kind === 'scatter') return visual.of.map(({ column }) => column);
    if (visual.kind === 'list') return visual.columns.map(({ column }) => column);
    return visual.kind === 'bars' && visual.explained !== undefined ? [visual.by.column, visual.explained.column] : [visual.by.column];
}

export function measuresOf(visual: Visual): readonly Measure[] {
    if (visual.kind === 'funnel') return visual.stages;
    if (visual.kind === 'bars') return visual.measures;
    if (visual.kind === 'scatter') return [visual.across, visual.up, visual.size];
    return visual.kind === 'list' ? [] : [visual.measure];
}
