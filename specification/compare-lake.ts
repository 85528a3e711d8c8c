import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanTables, modelTables } from '../tables/index.js';
import { applied } from './applied.js';
import { canonicalText } from './canonical-text.js';
import { type Difference, differences } from './differences.js';
import { expectedRows } from './expected-rows.js';
import { readRaw } from './read-raw.js';
import type { Row } from './raw-record.js';

export interface LakeToCompare {
    /** The lake's folder, which has `raw/` and `hash.key`. */
    readonly folder: string;
    /** Gives all rows of `layer.table` as the lake has them, every value as text; called for each table in turn. */
    readonly rows: (table: string) => Promise<readonly Row[]>;
    /** How many differences are told of each table at most. @default 20 */
    readonly most?: number;
}

/**
 * How clean and model of a lake differ from what its raw files say they have to be, on whatever engine it is. For small
 * lakes: all is kept in memory.
 */
export async function compareLake({ folder, rows, most }: LakeToCompare): Promise<Difference[]> {
    const expected = expectedRows(applied(await readRaw(join(folder, 'raw'))), readFileSync(join(folder, 'hash.key'), 'utf8').trim());
    const all: Difference[] = [];
    for (const table of [...cleanTables, ...modelTables]) {
        const name = `${table.layer}.${table.name}`;
        const ofTable = expected.get(name);
        if (ofTable === undefined) continue;
        const canonical = (row: Row): Row => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, canonicalText(table.columns[column]!.type, value)]));
        const found = (await rows(name)).map(canonical).filter(({ status }) => name !== 'clean.quarantine' || status !== 'released');
        all.push(...differences({ table: name, key: table.key, expected: ofTable, found, most }));
    }
    return all;
}
