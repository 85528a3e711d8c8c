import type { Column, LakeTable, Relation, SourceTable, View } from '../table.js';
import { cleanTables, modelTables, sourceTables, stateTables, views } from '../index.js';
import { duckdbType } from './duckdb-types.js';

/** What a query answered: names of columns, and rows of texts, null where there is no value. */
export interface Answer {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly (string | null)[])[];
}

/**
 * The data dictionary in Markdown: every table and view with its columns, made from `tables/`.
 *
 * @param answers what the example of each view answers, by its name
 */
export function dataDictionary(answers: ReadonlyMap<string, Answer>): string {
    return [
        '<!-- Made from tables/ by `npm run generate`; do not edit. -->',
        '# Data dictionary',
        '',
        'All times are UTC without zone, to the millisecond. Amounts are in the one currency of the lake. Types are those of DuckDB.',
        '',
        ...part('Source', 'The tables of the shop: what `raw` holds changes of.', sourceTables, sourceTable),
        ...part('clean', 'The latest state of every key. It holds personal data.', cleanTables, lakeTable),
        ...part('model', 'What questions are asked of.', modelTables, lakeTable),
        ...part('Views', 'Answers, queried by their bare names. What the examples answer is about `docs/example/shop.csv`.', views, (one) => view(one, answers.get(one.name)!)),
        ...part('state', 'What the lake knows of its own work.', stateTables, lakeTable),
    ].join('\n');
}

function part<T extends Relation>(title: string, about: string, relations: readonly T[], describe: (one: T) => string[]): string[] {
    return [`## ${title}`, '', about, '', ...relations.flatMap((one) => describe(one))];
}

function sourceTable(table: SourceTable): string[] {
    const rules = table.rules.map(({ name, meaning }) => `- \`${name}\`: ${meaning}`);
    return [...relation(table), 'Row rules; a record that breaks one goes to quarantine:', '', ...rules, ''];
}

const lakeTable = (table: LakeTable) => relation(table, `${table.layer}.${table.name}`, table.partition);

function view(one: View, { columns, rows }: Answer): string[] {
    const line = (cells: readonly (string | null)[]) => `| ${cells.map((cell) => cell ?? '').join(' | ')} |`;
    const query = one.example
        .trim()
        .split('\n')
        .map((text) => text.trim());
    return [...relation(one), '```sql', ...query, '```', '', line(columns), line(columns.map(() => '---')), ...rows.map(line), ''];
}

function relation(one: Relation, name = one.name, partition?: string): string[] {
    const facts = [`Grain: ${one.grain}.`, `Key: ${one.key.map((column) => `\`${column}\``).join(', ')}.`];
    if (partition !== undefined) facts.push(`Laid out by the days of \`${partition}\`.`);
    return [
        `### ${name}`,
        '',
        one.purpose,
        '',
        facts.join(' '),
        '',
        '| column | type | meaning |',
        '| --- | --- | --- |',
        ...Object.entries(one.columns).map(([column, definition]) => `| \`${column}\` | ${duckdbType(definition.type)} | ${meaning(definition)} |`),
        '',
    ];
}

const PERSONAL = { direct: 'Personal data.', pseudonym: 'Personal data (a pseudonym).' } as const;

function meaning({ meaning: text, values, nullable, personal }: Column): string {
    return [
        text,
        ...(values === undefined ? [] : [`One of ${values.map((value) => `\`${value}\``).join(', ')}.`]),
        ...(nullable === false ? [] : ['May be null.']),
        ...(personal === undefined ? [] : [PERSONAL[personal]]),
    ]
        .join(' ')
        .replaceAll('|', '\\|');
}
