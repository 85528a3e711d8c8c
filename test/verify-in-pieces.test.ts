import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLake } from '../local/engine/lake.js';
import type { LakePaths } from '../local/engine/lake-paths.js';
import { ROWS_OF_MEGABYTE } from '../local/engine/publish-whole.js';
import { nameRun } from '../local/engine/run.js';
import { writeShopMonth } from '../local/source/shop-month.js';
import { Steps } from '../local/steps.js';
import { compareModel } from '../local/verify/compare-model.js';
import type { Compared } from '../local/verify/compare-rows.js';
import { compareViews } from '../local/verify/compare-views.js';
import { openBesideLake } from '../local/verify/workbench.js';
import { importAll, inFolder, withLake } from './oracle/temporary-lake.js';

const [ALL_AT_ONCE, PIECES_OF_200] = [100, 200 / ROWS_OF_MEGABYTE];

/** What is found of model and views as if DuckDB had so much memory, without what it took. */
async function found(paths: LakePaths, megabytes: number) {
    const bench = { ...(await openBesideLake(paths, mkdtempSync(join(paths.scratch, 'verify-')))), megabytes };
    try {
        await nameRun({ paths, database: bench.database }, 1);
        const props = { bench, most: 5, steps: new Steps() };
        const compared: Compared[] = [];
        for await (const one of compareModel(props)) compared.push(one);
        for await (const one of compareViews(props)) compared.push(one);
        return compared.map(({ result: { seconds: _, ...result }, differences }) => ({ ...result, shown: differences }));
    } finally {
        await bench.close();
    }
}

test('a comparison in pieces finds what one at once finds', async () => {
    await inFolder(async (folder) => {
        const file = join(folder, 'month.csv.gz');
        await writeShopMonth(file, { rows: 3000, faults: true, duplicates: 0.05 });
        const paths = await withLake(join(folder, 'lake'), importAll([file]), async (lake) => lake.paths);
        const differing = async (...edits: string[]) => {
            const { database } = await openLake(paths.folder);
            for (const edit of edits) await database.run(edit);
            database.close();
            const atOnce = await found(paths, ALL_AT_ONCE);
            expect(await found(paths, PIECES_OF_200)).toEqual(atOnce);
            return atOnce.filter(({ differences }) => differences > 0).map(({ table, differences }) => `${table} ${differences}`);
        };
        expect(await differing()).toEqual([]);
        const visible = 'select event_id from clean.events where not _is_deleted and not _is_hidden order by event_id limit 3 offset 100';
        const one = await differing(`update clean.events set price = price + 1 where event_id in (${visible})`, 'create or replace view funnel_by_category as select 1 as one');
        expect(one).toEqual(expect.arrayContaining(['fact_user_events 3', 'funnel_by_category 19']));
        // A session that stands twice doubles its events, which is no fault of the pieces.
        const doubled = await differing('insert into clean.sessions from clean.sessions order by session_id limit 2', 'create or replace view funnel_by_category as select 7 as category_name');
        expect(doubled).toEqual(expect.arrayContaining([expect.stringMatching(/^fact_user_events ([4-9]|\d\d)/), expect.stringMatching(/^funnel_by_category/)]));
    });
});
