import type { Section } from '../visual.js';
import { brand, category, product, productName, table } from './fields.js';

export const prices: Section = {
    title: 'Is anything wrong with prices?',
    visuals: [
        {
            kind: 'list',
            name: 'price-anomalies',
            title: 'Prices that stand out',
            question: 'Which prices are far from what the product usually costs?',
            view: 'price_anomalies',
            columns: [
                { title: 'Day', column: 'event_date', holds: 'day' },
                product,
                productName,
                brand,
                category,
                { title: 'Price', column: 'price', holds: 'money' },
                { title: 'Usual price', column: 'usual_price', holds: 'money' },
                { title: 'Difference', column: 'difference', holds: 'money' },
                { title: 'Events', column: 'events', holds: 'number' },
            ],
            order: [{ column: 'event_date', descending: true }, { column: 'product_id' }, { column: 'price' }],
            most: 50,
            filters: { date: 'event_date', category: 'category_name', brand: 'brand' },
        },
    ],
};

export const state: Section = {
    title: 'Can these numbers be trusted?',
    visuals: [
        {
            kind: 'list',
            name: 'freshness',
            title: 'How fresh the data are',
            question: 'How far has each table of the shop come?',
            view: 'data_freshness',
            columns: [
                table,
                { title: 'Newest change', column: 'newest_change_at', holds: 'time' },
                { title: 'Behind the newest of all', column: 'seconds_behind', holds: 'seconds' },
                { title: 'Last run', column: 'last_run_id', holds: 'key' },
            ],
            order: [{ column: 'newest_change_at', descending: true }, { column: 'table_name' }],
            most: 20,
            filters: {},
        },
        {
            kind: 'list',
            name: 'account',
            title: 'What became of every record',
            question: 'Does the account of the records close?',
            view: 'record_account',
            columns: [
                table,
                { title: 'Records', column: 'records', holds: 'number' },
                { title: 'Applied', column: 'applied', holds: 'number' },
                { title: 'Superseded', column: 'superseded', holds: 'number' },
                { title: 'Duplicate', column: 'duplicate', holds: 'number' },
                { title: 'In quarantine', column: 'quarantined', holds: 'number' },
                { title: 'Share', column: 'quarantined_share', holds: 'share' },
                { title: 'Closes', column: 'is_closed', holds: 'yes or no' },
            ],
            order: [{ column: 'records', descending: true }, { column: 'table_name' }],
            most: 20,
            filters: {},
        },
        {
            kind: 'list',
            name: 'quality',
            title: 'What was noticed about the data',
            question: 'Which faults do the data have, and do they grow?',
            view: 'data_quality',
            columns: [
                table,
                { title: 'What was looked for', column: 'measure', holds: 'name' },
                { title: 'In the last run', column: 'last_share', holds: 'share' },
                { title: 'In all runs', column: 'share', holds: 'share' },
                { title: 'Records', column: 'records', holds: 'number' },
            ],
            order: [{ column: 'records', descending: true }, { column: 'table_name' }, { column: 'measure' }],
            most: 50,
            filters: {},
        },
    ],
};
