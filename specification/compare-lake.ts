import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanTables, modelTables, views } from '../tables/index.js';
import { applied } from './applied.js';
import { canonicalText } from './canonical-text.js';
import { type Difference, differences } from './differences.js';
import { expectedRows } from './expected-rows.js';
import { readRaw } from './read-raw.js';
import type { Row } from './raw-record.js';

/** What only runs know. */
const TOLD_BY_RUNS: readonly string[] = ['model.run_accounts', 'model.quality', 'data_quality', 'record_account'];

export interface LakeToCompare {
    /** The lake's folder, which has `raw/` and `hash.key`. */
    readonly folder: string;
    /** Gives all rows of a `layer.table` or view as the lake has them, every value as text; called for each in turn. */
    readonly rows: (table: string) => Promise<readonly Row[]>;
    /** How many differences are told of each table at most. @default 20 */
    readonly most?: number;
}

/**
 * How clean, model and views of a lake differ from what its raw files say they have to be, on whatever engine it is. For
 * small lakes: all is kept in memory.
 */
export async function compareLake({ folder, rows, most }: LakeToCompare): Promise<Difference[]> {
    const expected = expectedRows(applied(await readRaw(join(folder, 'raw'))), readFileSync(join(folder, 'hash.key'), 'utf8').trim());
    const all: Difference[] = [];
    const tables = [...cleanTables, ...modelTables].map((table) => ({ ...table, name: `${table.layer}.${table.name}` }));
    for (const { name, key, columns } of [...tables, ...views]) {
        if (TOLD_BY_RUNS.includes(name)) continue;
        const ofTable = expected.get(name);
        if (ofTable === undefined) throw new Error(`The specification does not say which rows ${name} has: add it.`);
        const canonical = (row: Row): Row => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, canonicalText(columns[column]!.type, value)]));
        const found = (await rows(name)).map(canonical).filter(({ status }) => name !== 'clean.quarantine' || status !== 'released');
        all.push(...differences({ table: name, key, expected: ofTable, found, most }));
    }
    return all;
}
