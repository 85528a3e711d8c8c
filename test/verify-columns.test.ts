import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLake } from '../local/engine/lake.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { writeShopMonth } from '../local/source/shop-month.js';
import { isOfColumns } from '../local/verify/compare-relation.js';
import type { VerifyOutcome } from '../local/verify/outcome.js';
import { verify, type VerifyProps } from '../local/verify/verify.js';
import { changedCopy } from './oracle/changed-copy.js';
import { importAll, temporaryFolder, withLake } from './oracle/temporary-lake.js';

const folder = temporaryFolder();
const lake = join(folder.path, 'lake');
beforeAll(async () => {
    const month = join(folder.path, 'month.csv.gz');
    await writeShopMonth(month, { rows: 1500, faults: true });
    await withLake(lake, importAll([month]), async () => {});
});
afterAll(() => folder.remove());

const changed = (...statements: readonly string[]): Promise<string> => changedCopy(lake, statements);
const verifyAt = (at: string, props: Partial<VerifyProps> = {}) => verify({ paths: lakePaths(at), ...props });
const shown = 'not _is_deleted and not _is_hidden';

describe('a table or view whose columns were changed behind the back', () => {
    const columnsOf = ({ differences }: VerifyOutcome) => differences.filter((one) => isOfColumns(one)).map(({ comparison, table, key, column, after, failure }) => [comparison, table, key.column ?? '*', column, failure ?? after]);

    test('of model or above it is named, and the rest is compared', async () => {
        const outcome = await verifyAt(
            await changed(
                'drop view top_brands',
                `create or replace view funnel_by_channel as select source_channel, 'abc' as sessions from model.fact_sessions group by all`,
                'create or replace view top_categories as select category_name, cast(event_type as bigint) as views from model.fact_user_events group by all',
                'drop table model.daily_carts',
                'alter table model.fact_sessions drop column revenue',
                `alter table model.dim_time alter week_start type varchar`,
                `update model.dim_products set brand = 'nobody' where product_id = (select min(product_id) from model.dim_products)`,
            ),
        );
        expect(columnsOf(outcome)).toEqual(
            expect.arrayContaining([
                ['clean = model', 'daily_carts', '*', null, expect.stringContaining('daily_carts does not exist')],
                ['clean = model', 'fact_sessions', 'revenue', null, null],
                ['clean = model', 'dim_time', 'week_start', 'type', 'varchar'],
                ['model = views', 'top_brands', '*', null, expect.stringContaining('top_brands does not exist')],
                ['model = views', 'funnel_by_channel', 'sessions', 'type', 'varchar'],
                ['model = views', 'top_categories', '*', null, expect.stringMatching(/Could not convert string '\w+' to INT64/)],
            ]),
        );
        expect(columnsOf(outcome).filter(([comparison]) => comparison === 'raw = clean')).toEqual([]);
        expect(outcome.differences).toContainEqual(expect.objectContaining({ comparison: 'clean = model', table: 'dim_products', column: 'brand', after: 'nobody' }));
        expect(outcome.notCompared.filter(({ isFailure }) => isFailure)).toEqual([]);
        expect(outcome.tables.find(({ table }) => table === 'price_anomalies')).toMatchObject({ differences: 0 });
    });

    test.each([
        ['price', 'varchar', `update clean.events set price = 'abc' where event_id = (select max(event_id) from clean.events where ${shown})`, 1],
        ['event_id', 'varchar', 'update clean.brands set brand_name = brand_name', 0],
        ['_is_hidden', 'varchar', 'update clean.brands set brand_name = brand_name', 1],
    ])('of clean is named where there is no model of it: %s as %s', async (column, type, edit, rows) => {
        const outcome = await verifyAt(await changed(`alter table clean.events alter ${column} type ${type}`, edit));
        expect(outcome.isEqual).toBe(false);
        expect(columnsOf(outcome)).toContainEqual(['raw = clean', 'events', column, 'type', type]);
        expect(outcome.tables.find(({ comparison, table }) => comparison === 'raw = clean' && table === 'events')!.rows[0] > 0).toBe(rows > 0);
        expect(outcome.tables.find(({ comparison, table }) => comparison === 'raw = clean' && table === 'users')).toMatchObject({ differences: 0 });
    });

    test('is named also by a process that has the lake open, whose transaction ends with the first view that fails', async () => {
        const copy = await changed(
            `update model.dim_products set brand = 'nobody' where product_id = (select min(product_id) from model.dim_products)`,
            'create or replace view funnel_by_category as select category_name, cast(event_type as bigint) as views from model.fact_user_events group by all',
        );
        const opened = await openLake(copy);
        try {
            const outcome = await verifyAt(copy, { database: opened.database, wait: 0 });
            expect(outcome.differences).toContainEqual(expect.objectContaining({ table: 'dim_products', after: 'nobody' }));
            expect(columnsOf(outcome)).toEqual([['model = views', 'funnel_by_category', '*', null, expect.stringMatching(/Could not convert string '\w+' to INT64/)]]);
        } finally {
            opened.database.close();
        }
    });
});
