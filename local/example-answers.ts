import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from '../tables/derive/data-dictionary.js';
import { views } from '../tables/index.js';
import { makeScratch } from './engine/lake-paths.js';
import { openLake } from './engine/lake.js';
import { run } from './engine/run.js';
import { importFile } from './history/import-file.js';

/** A shop of four customers in ten weeks, in the Kaggle format. */
export const EXAMPLE_SHOP = join(import.meta.dirname, '..', 'docs', 'example', 'shop.csv');

/** What the example of each view answers on a lake of the example shop, by the view's name. */
export async function exampleAnswers(): Promise<ReadonlyMap<string, Answer>> {
    const folder = mkdtempSync(join(tmpdir(), 'lake-example-'));
    try {
        const lake = await openLake(folder);
        try {
            makeScratch(lake.paths);
            await importFile(lake.paths, EXAMPLE_SHOP);
            await run(lake);
            const answers = new Map<string, Answer>();
            for (const { name, example } of views) {
                const columns = (await lake.database.rows<{ column_name: string }>(`describe ${example}`)).map(({ column_name }) => column_name);
                const rows = await lake.database.rows<Record<string, string | null>>(`select cast(columns(*) as varchar) from (${example})`);
                answers.set(name, { columns, rows: rows.map((row) => columns.map((column) => row[column]!)) });
            }
            return answers;
        } finally {
            lake.database.close();
        }
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
