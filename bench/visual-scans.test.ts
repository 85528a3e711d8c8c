import { beforeAll, describe, expect, it } from 'vitest';
import { visuals } from '../dashboard/visuals/index.js';
import { modelTables } from '../tables/index.js';
import type { Scan } from './planned-scans.js';
import { readAnew, type Refresh, scansOfRefresh } from './visual-scans.js';

let refresh: Refresh;
beforeAll(async () => void (refresh = await scansOfRefresh()));

const sorted = (scans: readonly Scan[]) => scans.map(({ table, columns }) => `${table}: ${[...columns].sort().join(' ')}`).sort();
const ofVisual = (name: string) => sorted(refresh.visuals.find((one) => one.name === name)!.scans);

describe('a refresh', () => {
    it('reads what a visual shows and filters by, and nothing else of its table', () => {
        expect(ofVisual('revenue')).toEqual(['model.daily_activity: brand category_name device_type event_date revenue source_channel']);
        expect(ofVisual('carts-left')).toEqual(['model.daily_carts: session_date value_left']);
        expect(ofVisual('freshness')).toEqual(['model.freshness: changed_at run_id table_name']);
    });

    it('reads columns that a view needs and does not show', () => {
        // sql/athena/customer_segments.sql takes the last day from the visits.
        expect(ofVisual('segments')).toEqual(['model.customer_days: revenue session_date sessions user_id', 'model.daily_visits: session_date']);
    });

    it('reads a table as often as the names of a view come to it', () => {
        // sql/athena/price_anomalies.sql: changed_products and changed_prices.
        expect(ofVisual('price-anomalies').filter((scan) => scan.startsWith('model.daily_prices'))).toEqual([
            'model.daily_prices: event_date events price product_id',
            'model.daily_prices: price product_id',
        ]);
    });

    it('has every visual and view, and reads columns of model only', () => {
        expect(refresh.visuals.map(({ name }) => name)).toEqual(visuals.map(({ name }) => name));
        expect(refresh.views.map(({ name }) => name).sort()).toEqual([...new Set(visuals.map(({ view }) => view))].sort());
        for (const { table, columns } of [...refresh.visuals, ...refresh.views].flatMap(({ scans }) => scans)) {
            const found = modelTables.find(({ name }) => `model.${name}` === table);
            expect(found, table).toBeDefined();
            for (const column of columns) expect(Object.keys(found!.columns), table).toContain(column);
        }
    });

    it('asks a view once for the columns of all its visuals', () => {
        expect(sorted(refresh.views.find(({ name }) => name === 'cart_abandonment')!.scans)).toEqual(['model.daily_carts: session_date sessions_abandoned sessions_with_cart value_left']);
    });
});

it('keeps no name given by with', () => {
    expect(readAnew('-- a comment\nwith one as (\n    select 1 as a\n),\n\nfinal as (\n    select cast(a as (x)) from one\n)\n\nselect * from final')).toBe(
        '-- a comment\nwith one as not materialized (\n    select 1 as a\n),\n\nfinal as not materialized (\n    select cast(a as (x)) from one\n)\n\nselect * from final',
    );
});
