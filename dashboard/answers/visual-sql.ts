import { filters } from '../filters.js';
import type { Dimension, FilterName, Funnel, Listing, Measure, Scatter, Trend, Visual } from '../visual.js';
import type { AnswerColumn } from './answer.js';
import type { Choice } from './choice.js';
import { type Days, type Period, plusDays } from './period.js';

/** A query over the kept tables; what a person chose stands in the parameters alone. */
export interface VisualSql {
    readonly sql: string;
    readonly parameters: Readonly<Record<string, string>>;
    /** Counts the rows without a limit, then the values over all of them; null where the rows are all. */
    readonly totals: { readonly sql: string; readonly parameters: Readonly<Record<string, string>> } | null;
    /** In the order of the query's columns. */
    readonly columns: readonly AnswerColumn[];
}

/**
 * The query of a visual under a choice.
 *
 * @param period of the choice; not used by a visual that does not obey the filter of days
 */
export function visualSql(visual: Visual, choice: Choice, period: Period): VisualSql {
    const parameters: Record<string, string> = {};
    const day = visual.filters.date;
    const compared = day === undefined || !isCompared(visual) ? null : period.compared;
    const conditions = Object.entries(visual.only ?? {}).map(([column, value]) => `${column} = ${literal(value)}`);
    for (const { name, kind } of filters) {
        const [column, value] = [visual.filters[name], choice.values[name]];
        if (kind === 'days' || column === undefined || value === undefined) continue;
        parameters[name] = value;
        conditions.push(kind === 'path' ? `(${column} = $${name} or starts_with(${column}, $${name} || '.'))` : `${column} = $${name}`);
    }
    const within = (name: string, { from, to }: Days): string => {
        parameters[`${name}_from`] = from;
        parameters[`${name}_to`] = to;
        return `${day} between cast($${name}_from as date) and cast($${name}_to as date)`;
    };
    const inPeriod = day === undefined ? null : within('period', period);
    // A comparison reads the days before as well; each sum says which of them it means.
    const isTwofold = compared !== null && visual.kind !== 'trend';
    const where = [...conditions, ...(inPeriod === null ? [] : [isTwofold ? `(${inPeriod} or ${within('before', compared.before)})` : inPeriod])];
    const from = `from ${visual.view}${where.length === 0 ? '' : ` where ${where.join(' and ')}`}`;
    const comparisons: Comparison[] = isTwofold
        ? [
              { role: 'now', within: within('now', compared.now), days: compared.now },
              { role: 'before', within: `${day} between cast($before_from as date) and cast($before_to as date)`, days: compared.before },
          ]
        : [];
    const context: Context = { from, value: isTwofold ? inPeriod : null, comparisons };
    const { sql, totals, columns } = visual.kind === 'trend' ? trendSql(visual, { ...context, conditions, within, compared, period }) : byKind(visual, context);
    // DuckDB refuses a parameter that a statement does not name.
    const used = (text: string) => Object.fromEntries(Object.entries(parameters).filter(([name]) => new RegExp(`\\$${name}\\b`).test(text)));
    return { sql, parameters: used(sql), totals: totals === null ? null : { sql: totals, parameters: used(totals) }, columns };
}

interface Comparison {
    readonly role: 'now' | 'before';
    readonly within: string;
    readonly days: Days;
}

interface Context {
    /** From and where. */
    readonly from: string;
    /** Condition that a value is restricted by, where `from` has more; null where it has not. */
    readonly value: string | null;
    readonly comparisons: readonly Comparison[];
}

interface Part extends Pick<VisualSql, 'sql' | 'columns'> {
    readonly totals: string | null;
}

function byKind(visual: Exclude<Visual, Trend>, context: Context): Part {
    switch (visual.kind) {
        case 'figure':
            return { sql: `select ${measureColumns([visual.measure], context).join(', ')} ${context.from}`, totals: null, columns: measureHeads([visual.measure], context) };
        case 'funnel':
            return funnelSql(visual, context);
        case 'bars':
            return groupedSql(visual.explained === undefined ? [visual.by] : [visual.by, visual.explained], visual.measures, { ...context, order: [`${expression(visual.measures[0], context.value)} desc nulls last`, visual.by.column], most: visual.most });
        case 'heat map':
            return groupedSql([visual.down, visual.across], [visual.measure], { ...context, order: [visual.down.column, visual.across.column], most: MOST_CELLS });
        case 'scatter':
            return pointsSql(visual, context);
        case 'list':
            return listSql(visual, context);
    }
}

/** More than a page can show; a heat map has no ranking by which some could be left out. */
const MOST_CELLS = 5000;

interface Grouping extends Context {
    readonly order: readonly string[];
    readonly most: number;
}

function groupedSql(by: readonly Dimension[], measures: readonly Measure[], { order, most, ...context }: Grouping): Part {
    const keys = by.map(({ column }) => column).join(', ');
    const having = context.value === null ? '' : ` having count(*) filter (where ${context.value}) > 0`;
    const values = measures.map((measure) => expression(measure, context.value));
    return {
        sql: `select ${keys}, ${measureColumns(measures, context).join(', ')} ${context.from} group by ${keys}${having} order by ${order.join(', ')} limit ${most}`,
        totals: `select (select count(*) from (select ${keys} ${context.from} group by ${keys}${having})), ${values.join(', ')} ${context.from}`,
        columns: [...by.map(nameHead), ...measureHeads(measures, context)],
    };
}

function funnelSql({ stages }: Funnel, context: Context): Part {
    const within: readonly (string | null)[] = [context.value, ...context.comparisons.map((comparison) => comparison.within)];
    const lists = within.map((condition) => `unnest([${stages.map((stage) => expression(stage, condition)).join(', ')}])`);
    return {
        sql: `select unnest([${stages.map(({ title }) => literal(title)).join(', ')}]), ${lists.join(', ')} ${context.from}`,
        totals: null,
        columns: [{ title: 'Stage', role: 'name', holds: 'name' }, ...measureHeads([stages[0]], context)],
    };
}

/** Rows that are points already need no grouping, which would take most of the time. */
function pointsSql({ of, across, up, size, most }: Scatter, context: Context): Part {
    const measures = [across, up, size];
    const value = ({ sum, per }: Measure) => (per === undefined ? sum : `cast(${sum} as double) / nullif(${per}, 0)`);
    return {
        sql: `select ${[...of.map(({ column }) => column), ...measures.map(value)].join(', ')} ${context.from} order by ${across.sum} desc, ${of[0].column} limit ${most}`,
        totals: `select count(*), ${measures.map((measure) => expression(measure, null)).join(', ')} ${context.from}`,
        columns: [...of.map(nameHead), ...measureHeads(measures, context)],
    };
}

function listSql({ columns, order, most }: Listing, { from }: Context): Part {
    return {
        sql: `select ${columns.map(({ column }) => column).join(', ')} ${from} order by ${order.map(({ column, descending }) => `${column}${descending === true ? ' desc nulls last' : ''}`).join(', ')} limit ${most}`,
        totals: `select count(*) ${from}`,
        columns: columns.map(nameHead),
    };
}

interface TrendContext extends Context {
    readonly conditions: readonly string[];
    readonly within: (name: string, days: Days) => string;
    readonly compared: { readonly now: Days; readonly before: Days } | null;
    readonly period: Period;
}

/** Each day of the period, also without events, and beside it the day as many days before. */
function trendSql({ view, by, measure }: Trend, { from, conditions, within, compared, period }: TrendContext): Part {
    const sum = expression(measure, null);
    const days = `select cast(unnest(generate_series(cast($period_from as timestamp), cast($period_to as timestamp), interval 1 day)) as date) as day`;
    const empty = measure.per === undefined ? (value: string) => `coalesce(${value}, 0)` : (value: string) => value;
    const head = { title: measure.title, role: 'value', format: measure.format, wish: measure.wish ?? 'neither' } as const;
    const values = `select ${by.column} as day, ${sum} as value ${from} group by ${by.column}`;
    const totals = `select ${period.days}, ${sum} ${from}`;
    if (compared === null) {
        return { sql: `select days.day, ${empty('here.value')} from (${days}) as days left join (${values}) as here on days.day = here.day order by 1`, totals, columns: [nameHead(by), head] };
    }
    // To the last day before the period: also the one that stands beside a day that may not be over.
    const before = [...conditions, within('before', { from: compared.before.from, to: plusDays(period.from, -1) })].join(' and ');
    const earlier = `select ${by.column} as day, ${sum} as value from ${view} where ${before} group by ${by.column}`;
    return {
        sql: `select days.day, ${empty('here.value')}, ${empty('earlier.value')} from (${days}) as days left join (${values}) as here on days.day = here.day left join (${earlier}) as earlier on days.day - ${period.days} = earlier.day order by 1`,
        totals,
        columns: [nameHead(by), head, { title: `${measure.title}, ${period.days} days before`, role: 'before', format: measure.format }],
    };
}

/** Cohorts are not compared, nor are hours: their rows are compared with each other. */
const isCompared = ({ kind }: Visual): boolean => kind === 'figure' || kind === 'funnel' || kind === 'trend' || kind === 'bars';

function measureColumns(measures: readonly Measure[], { value, comparisons }: Context): string[] {
    return measures.flatMap((measure) => [expression(measure, value), ...comparisons.map(({ within }) => expression(measure, within))]);
}

function measureHeads(measures: readonly Measure[], { comparisons }: Context): AnswerColumn[] {
    return measures.flatMap(({ title, format, wish = 'neither' }) => [
        { title, role: 'value' as const, format, wish },
        ...comparisons.map(({ role, days }) => ({ title: `${title}, ${days.from} to ${days.to}`, role, format })),
    ]);
}

function expression({ sum, per }: Measure, condition: string | null): string {
    const filtered = condition === null ? '' : ` filter (where ${condition})`;
    const of = (column: string) => `sum(${column})${filtered}`;
    // Without any row a sum is null; of nothing there is 0, while a share of nothing is not known.
    return per === undefined ? `coalesce(${of(sum)}, 0)` : `cast(${of(sum)} as double) / nullif(${of(per)}, 0)`;
}

const nameHead = ({ title, holds }: Dimension): AnswerColumn => ({ title, role: 'name', holds });

/** Of a definition, never of what a person chose. */
const literal = (value: string | boolean): string => (typeof value === 'boolean' ? String(value) : `'${value.replaceAll("'", "''")}'`);

/** The filters that are set and cannot reach a visual. */
export function unreachedBy({ filters: obeyed }: Visual, { values, last, from, to }: Choice): readonly FilterName[] {
    const isSet = (name: FilterName) => (name === 'date' ? last !== 'all' || from !== null || to !== null : values[name] !== undefined);
    return filters.map(({ name }) => name).filter((name) => isSet(name) && obeyed[name] === undefined);
}
