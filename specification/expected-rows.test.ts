import { expect, test } from 'vitest';
import { cleanTables, modelTables, views } from '../tables/index.js';
import { change } from '../test/oracle/made-records.js';
import { applied } from './applied.js';
import { expectedRows } from './expected-rows.js';

test('every table and view is told with all its columns in their order, but for what only runs know and sentences', () => {
    const keys = { user_id: 1, brand_id: 1, category_id: 1, product_id: 1, session_id: 1, event_id: 1 } as const;
    const event = { event_id: 1, session_id: 1, product_id: 1, event_type: 'purchase', event_time: '2020-04-01 00:00:00', price: '1.0000', quantity: 1 };
    const simple = { users: 'user_id', brands: 'brand_id', categories: 'category_id', products: 'product_id' } as const;
    const records = [
        ...Object.entries(simple).map(([table, key], place) => change(table, { [key]: keys[key], ...(table === 'products' ? { price: '1.0000' } : {}) }, { at: 1, number: place + 1 })),
        change('sessions', { session_id: 1, user_id: 1 }, { at: 1, number: 7 }),
        change('events', event, { at: 1, number: 8 }),
        change('events', { ...event, event_id: 2, quantity: 0 }, { at: 1, number: 9 }),
        change('events', { ...event, event_id: 3, event_type: 'cart' }, { at: 1, number: 10 }),
        // Prices of five days, of which one stands out.
        ...[27, 28, 29, 30, 31].map((day) => change('events', { ...event, event_id: day, event_time: `2020-03-${day} 00:00:00`, price: day === 31 ? '9.0000' : '1.0000' }, { at: 1, number: day })),
    ];
    const rows = expectedRows(applied({ records, markers: [], acknowledgements: [] }), 'key');
    const told = (name: string, columns: object) => {
        const expected = Object.keys(columns).filter((column) => !['_run_id', 'run_id', 'released_run_id', 'last_run_id', 'reading'].includes(column) && !column.endsWith('_reason') || column === 'drop_reason');
        expect(Object.keys(rows.get(name)![0]!), name).toEqual(expected);
        rows.delete(name);
    };
    for (const { layer, name, columns } of [...cleanTables, ...modelTables]) if (!['run_accounts', 'quality'].includes(name)) told(`${layer}.${name}`, columns);
    for (const { name, columns } of views) if (!['data_quality', 'record_account'].includes(name)) told(name, columns);
    expect([...rows.keys()]).toEqual([]);
});
