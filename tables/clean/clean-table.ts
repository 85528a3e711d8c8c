import type { Column, LakeTable, SourceTable } from '../table.js';
import { changeColumns } from './change-columns.js';

/** The table of `clean` that keeps the latest state of each key of a source table. */
export function cleanTable(source: SourceTable): LakeTable {
    const key = (name: string) => source.key.includes(name);
    const columns = Object.entries(source.columns).map(([name, column]): [string, Column] => [
        name,
        // A deleted or hidden row has its key only.
        key(name) ? column : { ...column, nullable: true },
    ]);
    return {
        layer: 'clean',
        name: source.name,
        purpose: source.purpose,
        grain: `${source.grain}, its latest state; deleted and hidden ones too`,
        key: source.key,
        days: source.days,
        order: source.order,
        columns: { ...Object.fromEntries(columns), ...changeColumns },
    };
}
