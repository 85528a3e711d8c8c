import { UsageError } from '../../local/errors.js';
import { cleanTables, type Column, modelTables, stateTables, views } from '../../tables/index.js';
import { quotedName } from '../query/quoted-name.js';

/** A table or view that may be exported. */
export interface Exportable {
    /** As people write it: `model.dim_users`, `funnel_daily`. */
    readonly name: string;
    /** As SQL writes it. */
    readonly relation: string;
    /** Name of its files. */
    readonly fileName: string;
    readonly columns: Readonly<Record<string, Column>>;
    /** The column by whose days its files are laid out; none for a table of one file. */
    readonly partition?: string;
}

/** A table that is laid out by days. */
export type ExportableByDays = Exportable & { readonly partition: string };

/** All that may be exported: clean, model and the views. */
export const exportables: readonly Exportable[] = [
    ...[...cleanTables, ...modelTables].map(({ layer, name, columns, partition }) => ({
        name: `${layer}.${name}`,
        relation: `${quotedName(layer)}.${quotedName(name)}`,
        fileName: `${name}.parquet`,
        columns,
        partition,
    })),
    ...views.map(({ name, columns }) => ({ name, relation: `main.${quotedName(name)}`, fileName: `${name}.parquet`, columns })),
];

const states: ReadonlySet<string> = new Set(stateTables.map(({ layer, name }) => `${layer}.${name}`));

/**
 * The table or view of a name; the schema may be left away where one table alone has the name.
 *
 * @throws UsageError if there is none, if there are several, or if it is the lake's own
 */
export function exportable(name: string): Exportable {
    const asked = name.toLowerCase();
    const found = exportables.filter((candidate) => candidate.name === asked);
    const named = found.length > 0 ? found : exportables.filter((candidate) => candidate.name.split('.').at(-1) === asked);
    if (named.length === 1) return named[0]!;
    if (named.length > 1) throw new UsageError(`${name} is the name of several tables: call one of them ${nameList(named)}.`);
    if (asked.startsWith('state.') || states.has(`state.${asked}`)) {
        throw new UsageError(`${name} is not for export, as the tables of state are the lake's own work: name one of ${nameList(exportables)}.`);
    }
    throw new UsageError(`There is no table or view ${JSON.stringify(name)} to export: name one of ${nameList(exportables)}.`);
}

const nameList = (all: readonly Exportable[]) => all.map(({ name }) => name).join(', ');
