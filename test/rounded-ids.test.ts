import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLake } from '../local/engine/lake.js';
import { readManifests } from '../local/history/manifest.js';
import { callLake, filesOf, setAside } from './oracle/call-lake.js';
import { inFolder } from './oracle/temporary-lake.js';

const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
const line = (product: string, category = '2', user = '7') => `2019-10-01 00:00:00 UTC,view,${product},${category},a.b,acme,1.50,${user},s`;

async function withFile(rows: readonly string[], work: (file: string, lake: string) => Promise<void>): Promise<void> {
    await inFolder(async (folder) => {
        writeFileSync(join(folder, 'lines.csv'), `${[HEADER, ...rows].join('\n')}\n`);
        await work(join(folder, 'lines.csv'), join(folder, 'lake'));
    });
}

const accept = (...columns: string[]) => columns.flatMap((column) => ['--accept-rounded-ids', column]);

describe('a file with ids that lost digits', () => {
    const rows = [line('1', '1.4875800092865987e+18'), line('1.5E3', '1.48758E+18'), line('3', '2053013555631882655')];

    test('is refused whole, naming columns, counts and an example', async () => {
        await withFile(rows, async (file, lake) => {
            expect(await callLake('import', file, '--lake', lake)).toEqual({
                status: 2,
                stdout: '',
                stderr: `${JSON.stringify(file)} has ids that have lost digits (product_id in 1 line, such as 1.5E3; category_id in 2 lines, such as 1.4875800092865987e+18), so that different ones look alike: import the file that a table tool made it from, or take the rounded numbers as the ids with --accept-rounded-ids product_id --accept-rounded-ids category_id. Nothing of the file was imported.\n`,
            });
            expect(filesOf(lake)).toEqual([]);
        });
    });

    test('is refused as well when another column is accepted than has them', async () => {
        await withFile(rows, async (file, lake) => {
            const { status, stderr } = await callLake('import', file, '--lake', lake, ...accept('category_id', 'user_id'));
            expect(status).toBe(2);
            expect(stderr).toContain('(product_id in 1 line, such as 1.5E3), so that different ones look alike');
            expect(stderr).toContain('with --accept-rounded-ids category_id --accept-rounded-ids user_id --accept-rounded-ids product_id.');
            expect(filesOf(lake)).toEqual([]);
        });
    });

    test('is imported with the numbers as ids when they are accepted, and the count is told and kept', async () => {
        await withFile(rows, async (file, lake) => {
            const { status, stdout, stderr } = await callLake('import', file, '--lake', lake, ...accept('category_id', 'product_id'));
            expect([status, stderr]).toEqual([0, '']);
            expect(stdout).toContain('  rounded numbers taken as ids: category_id 2 (66.7 %), product_id 1 (33.3 %)\n');
            expect(readManifests(join(lake, 'raw'))).toMatchObject([{ lines: 3, rejected: 0, roundedIds: { category_id: 2, product_id: 1 } }]);
            await callLake('run', '--lake', lake);
            const { database } = await openLake(lake);
            try {
                expect(await database.rows('select product_id, category_id from clean.products order by product_id')).toEqual([
                    { product_id: 1n, category_id: 1487580009286598700n },
                    { product_id: 3n, category_id: 2053013555631882655n },
                    { product_id: 1500n, category_id: 1487580000000000000n },
                ]);
            } finally {
                database.close();
            }
        });
    });

    test('is another import for every choice of columns, in whatever order they are given, and no event twice', async () => {
        await withFile([line('1'), line('2', '1e3')], async (file, lake) => {
            const call = async (...columns: string[]) => (await callLake('import', file, '--lake', lake, ...accept(...columns))).stdout.includes('imported before');
            expect(await call('category_id')).toBe(false);
            expect(await call('category_id')).toBe(true);
            expect(await call('category_id', 'user_id')).toBe(false);
            expect(await call('user_id', 'category_id', 'user_id')).toBe(true);
            expect((await callLake('import', file, '--lake', lake)).status).toBe(2);
            expect((await callLake('run', '--lake', lake)).stdout).toMatch(/^events +4 +2 +0 +2 +0$/m);
        });
    });

    test('is not taken for imported before where an import without the option set lines aside', async () => {
        await withFile([line('1'), 'no line'], async (file, lake) => {
            expect((await callLake('import', file, '--lake', lake)).status).toBe(0);
            expect((await callLake('import', file, '--lake', lake, ...accept('user_id'))).stdout).not.toContain('imported before');
        });
    });

    test('needs no second import for a choice that changes nothing, as every line was read without it', async () => {
        await withFile([line('1')], async (file, lake) => {
            expect((await callLake('import', file, '--lake', lake)).status).toBe(0);
            expect((await callLake('import', file, '--lake', lake, ...accept('user_id'))).stdout).toContain('imported before');
        });
    });

    test('keeps setting aside what is no whole number of 64 bits', async () => {
        const bad = ['1.5e0', '9.3e18', '-9.3e18', '1e99', '1e-3', '1e', 'e5', '1.25e1'];
        await withFile([...bad.map((text) => line(text)), line('-9.2e18')], async (file, lake) => {
            expect((await callLake('import', file, '--lake', lake, ...accept('product_id'))).status).toBe(0);
            expect(setAside(lake).map(([, reason]) => reason).sort()).toEqual(bad.map((text) => `product_id is no whole number of 64 bits: ${text}`).sort());
            expect(readManifests(join(lake, 'raw'))).toMatchObject([{ lines: 9, rejected: 8, roundedIds: { product_id: 1 } }]);
        });
    });
});

test.each(['brand', 'user-id', ''])('--accept-rounded-ids %j is refused, as it is no column of ids', async (column) => {
    await withFile([line('1')], async (file, lake) => {
        expect(await callLake('import', file, '--lake', lake, '--accept-rounded-ids', column)).toEqual({
            status: 2,
            stdout: '',
            stderr: `--accept-rounded-ids ${JSON.stringify(column)} is no column of ids: name one of product_id, category_id, user_id.\n`,
        });
        expect(filesOf(lake)).toEqual([]);
    });
});
