import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lake, openLake } from '../local/engine/lake.js';
import { lakePaths, makeScratch } from '../local/engine/lake-paths.js';
import { run } from '../local/engine/run.js';
import { importFile } from '../local/history/import-file.js';
import { writeShopMonth } from '../local/source/shop-month.js';
import { prepareIncrements, writeIncrement } from './shop-increment.js';

let folder: string;
let lake: Lake;
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lake-increment-'));
    const month = join(folder, 'month.csv.gz');
    await writeShopMonth(month, { rows: 2000, duplicates: 0 });
    const at = lakePaths(join(folder, 'lake'));
    makeScratch(at);
    await importFile(at, month);
    lake = await openLake(at.folder);
    await run(lake);
});
afterAll(() => {
    lake.database.close();
    rmSync(folder, { recursive: true, force: true });
});

it('has late events of the history, and corrections and deletions of its old ones', async () => {
    const increment = { changes: 1000, milliseconds: 60_000, late: 20, old: 10 };
    await prepareIncrements(lake, increment);
    for (const number of [0, 1]) await writeIncrement({ database: lake.database, raw: lake.paths.raw }, number, increment);
    await lake.database.run('create temp table before as from clean.events');
    await run(lake);
    const { late, corrected, deleted, fresh, quarantined } = await lake.database.row<Record<string, bigint>>(`
        select
            count(*) filter (before.event_id is null and event.event_time < timestamp '2020-05-01') as late,
            count(*) filter (event.price = before.price + 0.5) as corrected,
            count(*) filter (before.event_id is not null and event._is_deleted) as deleted,
            count(*) filter (event.event_time >= timestamp '2020-05-01') as fresh,
            (select count(*) from clean.quarantine) as quarantined
        from clean.events as event left join before on before.event_id = event.event_id`);
    // Of each minute 20 late and 10 old, of which each tenth is deleted; 855 new ones, of which 2 are deleted by the next minute at most.
    expect({ late, corrected, deleted, quarantined }).toEqual({ late: 40n, corrected: 18n, deleted: 2n, quarantined: 0n });
    expect(Number(fresh)).toBeGreaterThanOrEqual(2 * 855 - 4);
    expect(Number(fresh)).toBeLessThanOrEqual(2 * 855);
});
