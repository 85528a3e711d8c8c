import { views } from '../../tables/views/index.js';
import { filters } from '../filters.js';
import type { Measure, Visual } from '../visual.js';

/** What is kept of a view so that its visuals can be answered under any filter: sums by everything that they show or obey. */
export interface KeptTable {
    readonly view: string;
    /** Columns by which it is grouped. */
    readonly by: readonly string[];
    /** Columns that are summed. */
    readonly sums: readonly string[];
}

/** The tables behind these visuals, one per view, and one for the values of each filter's list. */
export function keptTables(visuals: readonly Visual[]): readonly KeptTable[] {
    const kept = new Map<string, { by: Set<string>; sums: Set<string> }>();
    const of = (view: string) => {
        if (!kept.has(view)) kept.set(view, { by: new Set(), sums: new Set() });
        return kept.get(view)!;
    };
    for (const visual of visuals) {
        const { by, sums } = of(visual.view);
        for (const column of [...Object.values(visual.filters), ...Object.keys(visual.only ?? {}), ...dimensionsOf(visual)]) by.add(column);
        for (const { sum, per } of measuresOf(visual)) for (const column of [sum, per ?? 'rows']) if (column !== 'rows') sums.add(column);
    }
    for (const { values } of filters) of(values.view).by.add(values.column);
    return [...kept].map(([view, { by, sums }]) => ({ view, by: [...by], sums: [...sums] }));
}

/** The statement that fills a table of that name with what is kept; `lake` is the name of the lake's database. */
export function keptTableSql({ view, by, sums }: KeptTable, lake: string): string {
    const types = views.find(({ name }) => name === view)?.columns ?? {};
    // Counts of one lake fit bigint, which DuckDB sums faster than the hugeint that it makes of them.
    const sumOf = (name: string) => (String(types[name]?.type).startsWith('Int') ? `cast(sum(${name}) as bigint)` : `sum(${name})`);
    const columns = [...by, ...sums.map((name) => `${sumOf(name)} as ${name}`), 'count(*) as rows'];
    const order = by.filter((name) => name.endsWith('_date'))[0];
    return `create table ${view} as select ${columns.join(', ')} from ${lake}.${view} group by ${by.length === 0 ? '()' : by.join(', ')}${order === undefined ? '' : ` order by ${order}`}`;
}

/** The columns that a visual shows as they are. */
export function dimensionsOf(visual: Visual): readonly string[] {
    if (visual.kind === 'figure' || visual.kind === 'funnel') return [];
    if (visual.kind === 'heat map') return [visual.across.column, visual.down.column];
    if (visual.kind === 'scatter') return visual.of.map(({ column }) => column);
    if (visual.kind === 'list') return visual.columns.map(({ column }) => column);
    return [visual.by.column];
}

export function measuresOf(visual: Visual): readonly Measure[] {
    if (visual.kind === 'funnel') return visual.stages;
    if (visual.kind === 'bars') return visual.measures;
    if (visual.kind === 'scatter') return [visual.across, visual.up, visual.size];
    return visual.kind === 'list' ? [] : [visual.measure];
}
