import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Database } from '../local/engine/database.js';
import { type Lake, openLake } from '../local/engine/lake.js';
import { run } from '../local/engine/run.js';
import { dropRecords } from '../local/quarantine/drop.js';
import { changeFile, loadFile, markerFile } from '../tables/derive/raw-layout.js';
import type { RawRecord } from '../specification/raw-record.js';
import { compareWithSpecification } from './oracle/chaos-checks.js';
import { change, loaded, marker, START } from './oracle/made-records.js';
import { inFolder } from './oracle/temporary-lake.js';
import { writeMarker, writeRecords } from './oracle/write-raw.js';

type Write = (path: string, records: readonly RawRecord[]) => Promise<void>;

async function withRaw(work: (lake: Lake, write: Write) => Promise<void>): Promise<void> {
    await inFolder(async (folder) => {
        mkdirSync(join(folder, 'raw'));
        const writer = await Database.open(':memory:', '');
        const lake = await openLake(folder);
        try {
            await work(lake, (path, records) => writeRecords(writer, join(lake.paths.raw, path), records[0]!.table, records));
        } finally {
            lake.database.close();
            writer.close();
        }
    });
}

const aChange = (table: string) => changeFile(1, table, '2020/04/01/00', START);

test('a folder in the place of a marker is refused by name', async () => {
    await withRaw(async (lake) => {
        mkdirSync(join(lake.paths.raw, markerFile(1, 'brands')), { recursive: true });
        await expect(run(lake)).rejects.toThrow(/^The marker ".*public\.brands\.json" is damaged: remove it/);
    });
});

describe('a file that came first in part, and whole in a later run', () => {
    test('completes a load, which then deletes what it does not have', async () => {
        await withRaw(async (lake, write) => {
            const rows = [1, 2].map((brand_id) => loaded('brands', { brand_id, brand_name: 'loaded' }, 10));
            const shown = () => lake.database.rows('select brand_id, brand_name from clean.brands where not _is_deleted order by brand_id');
            await write(aChange('brands'), [change('brands', { brand_id: 7, brand_name: 'before' }, { op: 'I', at: 5, number: 1 })]);
            await write(loadFile(2, 'brands', 1), rows.slice(0, 1));
            writeMarker(lake.paths.raw, marker('brands', 10, 2, 2));
            await run(lake);
            expect(await shown()).toEqual([
                { brand_id: 1n, brand_name: 'loaded' },
                { brand_id: 7n, brand_name: 'before' },
            ]);
            await write(loadFile(2, 'brands', 1), rows);
            await run(lake);
            expect(await shown()).toEqual([
                { brand_id: 1n, brand_name: 'loaded' },
                { brand_id: 2n, brand_name: 'loaded' },
            ]);
        });
    });

    test('has its records once in the quarantine, also those that were given up in between', async () => {
        await withRaw(async (lake, write) => {
            const events = [1, 2, 3].map((event_id) =>
                change('events', { event_id, session_id: 1, product_id: 1, event_type: 'view', event_time: '2020-04-01 00:00:00', price: 0, quantity: 1 }, { op: 'I', at: event_id, number: event_id }),
            );
            await write(aChange('events'), events.slice(1, 2));
            await run(lake);
            await dropRecords(lake, 'true', 'no use');
            await write(aChange('events'), events);
            await run(lake);
            expect(await lake.database.rows('select file_row, status from clean.quarantine order by file_row')).toEqual([
                { file_row: 0n, status: 'open' },
                { file_row: 1n, status: 'dropped' },
                { file_row: 2n, status: 'open' },
            ]);
            expect(await compareWithSpecification(lake)).toEqual([]);
        });
    });
});
