import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Database } from '../local/engine/database.js';
import { openLake } from '../local/engine/lake.js';
import { run } from '../local/engine/run.js';
import { changeFile, loadFile } from '../tables/derive/raw-layout.js';
import { change, loaded, marker, START } from './oracle/made-records.js';
import { inFolder } from './oracle/temporary-lake.js';
import { writeMarker, writeRecords } from './oracle/write-raw.js';

test('a load deletes what it does not have also where its file came first in part, and whole in a later run', async () => {
    await inFolder(async (folder) => {
        const raw = join(folder, 'raw');
        mkdirSync(raw);
        const writer = await Database.open(':memory:', '');
        const lake = await openLake(folder);
        try {
            const rows = [1, 2].map((brand_id) => loaded('brands', { brand_id, brand_name: 'loaded' }, 10));
            await writeRecords(writer, join(raw, changeFile(1, 'brands', '2020/04/01/00', START)), 'brands', [change('brands', { brand_id: 7, brand_name: 'before' }, { op: 'I', at: 5, number: 1 })]);
            await writeRecords(writer, join(raw, loadFile(2, 'brands', 1)), 'brands', rows.slice(0, 1));
            writeMarker(raw, marker('brands', 10, 2, 2));
            await run(lake);
            const shown = () => lake.database.rows('select brand_id, brand_name from clean.brands where not _is_deleted order by brand_id');
            expect(await shown()).toEqual([
                { brand_id: 1n, brand_name: 'loaded' },
                { brand_id: 7n, brand_name: 'before' },
            ]);
            await writeRecords(writer, join(raw, loadFile(2, 'brands', 1)), 'brands', rows);
            await run(lake);
            expect(await shown()).toEqual([
                { brand_id: 1n, brand_name: 'loaded' },
                { brand_id: 2n, brand_name: 'loaded' },
            ]);
        } finally {
            lake.database.close();
            writer.close();
        }
    });
});
