import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLake } from '../local/engine/lake.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { run } from '../local/engine/run.js';
import { importFile } from '../local/history/import-file.js';
import { inFolder } from './oracle/temporary-lake.js';

const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';

test('a run checks what it published: what an earlier one published is not looked at again, and sessions are, whole', async () => {
    await inFolder(async (folder) => {
        const line = (second: number, type: string, brand: string, session: string) =>
            `2020-04-01 00:00:${String(second).padStart(2, '0')} UTC,${type},${brand === '' ? 2 : 1},100,a.b,${brand},5.00,7,${session}`;
        const files = [
            // Three sessions, none of them a whole funnel; one event of six without a brand.
            [line(1, 'view', 'acme', 's1'), line(2, 'cart', 'acme', 's1'), line(3, 'view', '', 's2'), line(4, 'purchase', 'acme', 's2'), line(5, 'view', 'acme', 's3'), line(6, 'view', 'acme', 's3')],
            // The first gets its purchase; another comes, with two of three events without a brand.
            [line(11, 'purchase', 'acme', 's1'), line(12, 'view', '', 's4'), line(13, 'view', '', 's4')],
            // An earlier line changes what is before all versions of that product, so that its three events are looked at again.
            ['2020-04-01 00:00:00 UTC,view,2,100,a.b,zeta,5.00,7,s5'],
        ];
        mkdirSync(lakePaths(folder).scratch, { recursive: true });
        const lake = await openLake(folder);
        try {
            for (const [number, lines] of files.entries()) {
                const file = join(folder, `${number}.csv`);
                writeFileSync(file, `${[HEADER, ...lines].join('\n')}\n`);
                await importFile(lakePaths(folder), file);
                await run(lake);
            }
            const measures = await lake.database.rows(
                `select run_id, measure, records, of_records from model.quality
                where measure in ('missing: brand', 'missing: user_id', 'complete funnels', 'incomplete funnels with purchase')
                order by run_id, measure`,
            );
            expect(measures.map((row) => Object.values(row).join(' '))).toEqual([
                '1 complete funnels 0 3',
                '1 incomplete funnels with purchase 1 1',
                '1 missing: brand 1 6',
                '1 missing: user_id 0 6',
                '2 complete funnels 1 2',
                '2 incomplete funnels with purchase 0 1',
                '2 missing: brand 2 3',
                '2 missing: user_id 0 3',
                '3 complete funnels 0 1',
                '3 incomplete funnels with purchase 0 0',
                '3 missing: brand 3 4',
                '3 missing: user_id 0 4',
            ]);
        } finally {
            lake.database.close();
        }
    });
});
