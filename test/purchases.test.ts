import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Lake } from '../local/engine/lake.js';
import { literal } from '../local/engine/database.js';
import { readManifests } from '../local/history/manifest.js';
import { importFile } from '../local/history/import-file.js';
import type { PurchaseOptions } from '../local/history/purchases/purchase-fields.js';
import { openLake } from '../local/engine/lake.js';
import { callLake, setAside } from './oracle/call-lake.js';
import { allRows, openAccounts, STEADY_TABLES } from './oracle/lake-rows.js';
import { inFolder, type Step, withLake } from './oracle/temporary-lake.js';

const RETAIL = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const SPANISH = 'fecha_compra;usuario;producto;cantidad;precio';
const OWN = 'purchase,time,customer,product,quantity,price';

/** Writes the lines as a file, imports and runs it, and gives the lake to the work. */
async function withLines(lines: readonly string[], purchases: PurchaseOptions, work: (lake: Lake) => Promise<void>): Promise<void> {
    await inFolder(async (folder) => {
        const file = join(folder, 'purchases.csv');
        writeFileSync(file, `${lines.join('\n')}\n`);
        await withLake(join(folder, 'lake'), [{ import: file, purchases }], async (lake) => {
            await work(lake);
            expect(await openAccounts(lake.database, lake.paths.raw)).toEqual([]);
        });
    });
}

const eventsOf = async ({ database }: Lake) =>
    (
        await database.rows<{ row: string }>(`
            select concat_ws(' | ', strftime(event_time, '%Y-%m-%d %H:%M:%S'), coalesce(users.external_id, '-'), products.external_id, events.quantity, cast(events.price as varchar)) as row
            from model.fact_user_events as events
            left join model.dim_products as products on events.product_id = products.product_id
            left join model.dim_users as users on events.user_id = users.user_id
            order by row`)
    ).map(({ row }) => row);

describe('a history of purchases', () => {
    test('becomes one purchase a line, with the ids as the file has them', async () => {
        await withLines(
            [RETAIL, '536365,85123A,"HEART, WHITE",6,2010-12-01 08:26:00,2.55,17850,United Kingdom', '536365,22752,BOXES,2,2010-12-01 08:26:00,7.65,17850.0,United Kingdom', '536366,0017123,LAMP,1,2010-12-01 09:00:00,1,A-7,France'],
            {},
            async (lake) => {
                expect(await eventsOf(lake)).toEqual(['2010-12-01 08:26:00 | 17850 | 22752 | 2 | 7.6500', '2010-12-01 08:26:00 | 17850 | 85123A | 6 | 2.5500', '2010-12-01 09:00:00 | A-7 | 0017123 | 1 | 1.0000']);
                expect(await lake.database.rows('select event_type, count(*)::integer as n from model.fact_user_events group by all')).toEqual([{ event_type: 'purchase', n: 3 }]);
                expect(await lake.database.rows('select product_id::varchar as id, product_name from model.dim_products where product_id >= 0')).toEqual([{ id: '22752', product_name: 'BOXES' }]);
                expect(await lake.database.rows(`select product_name from model.dim_products where external_id in ('85123A', '0017123') order by 1`)).toEqual([{ product_name: 'HEART, WHITE' }, { product_name: 'LAMP' }]);
                expect(await lake.database.rows('select user_id::varchar as id from model.dim_users where user_id >= 0')).toEqual([{ id: '17850' }]);
                expect(await lake.database.rows('select external_id from clean.sessions order by 1')).toEqual([{ external_id: '536365' }, { external_id: '536366' }]);
                expect(readManifests(lake.paths.raw)).toMatchObject([
                    { format: 'purchases', lines: 3, rejected: 0, ignoredColumns: ['Country'], nulls: { customer: 0, price: 0 }, purchases: { dateOrder: 'ymd', decimal: 'point', setAside: {}, fractions: 0 } },
                ]);
            },
        );
    });

    test('takes 0017, 17.5, -5 and a number that no 64 bits hold for texts, and a text for the same user in every file', async () => {
        await withLines(
            [OWN, ...['17', '0017', '17.5', '-5', '9223372036854775808', ' ann ', 'ann', 'Ann'].map((customer, n) => `p${n},2020-01-0${n + 1},${customer},1,1,1`)],
            {},
            async ({ database }) => {
                const users = await database.rows<{ id: string; external_id: string }>('select user_id::varchar as id, external_id from model.dim_users');
                expect(users.map(({ external_id }) => external_id).sort()).toEqual(['-5', '0017', '17', '17.5', '9223372036854775808', 'Ann', 'ann']);
                expect(users.filter(({ id }) => !id.startsWith('-'))).toEqual([{ id: '17', external_id: '17' }]);
                // -1 and the upper 63 bits of MD5, last byte first, as for brands and categories: by another program.
                const { createHash } = await import('node:crypto');
                const idOf = (text: string) => String(-1n - (createHash('md5').update(text).digest().readBigUInt64LE(8) >> 1n));
                for (const { id, external_id } of users.filter((user) => user.external_id !== '17')) expect(id, external_id).toBe(idOf(external_id));
            },
        );
    });

    test('sets returns, services, missing and impossible values aside by kind, and closes the account', async () => {
        const lines = [
            '1,A0001x,a,1,2011-01-01 10:00,1.50,7,UK', // goods need five digits
            '1,21000,a,1,2011-01-01 10:00,1.50,7,UK',
            'C2,21000,a,-1,2011-01-01 10:00,1.50,7,UK',
            'C3,21000,a,1,2011-01-01 10:00,1.50,7,UK',
            '4,21000,a,-5,2011-01-01 10:00,0,,UK',
            '5,POST,p,1,2011-01-01 10:00,18,7,UK',
            '5,m,p,1,2011-01-01 10:00,18,7,UK',
            '5,DCGS0003,glass,1,2011-01-01 10:00,2,7,UK',
            '6,21000,a,0,2011-01-01 10:00,1.50,7,UK',
            '6,21000,a,,2011-01-01 10:00,1.50,7,UK',
            '6,,a,1,2011-01-01 10:00,1.50,7,UK',
            '6,21000,a,1,2011-02-30 10:00,1.50,7,UK',
            '6,21000,a,1,,1.50,7,UK',
            '6,21000,a,1,2099-01-01 10:00,1.50,7,UK',
            '6,21000,a,1,2011-01-01 10:00,a lot,7,UK',
            '6,21000,a,1,2011-01-01 10:00,1.00001,7,UK',
            '6,21000,a,many,2011-01-01 10:00,1,7,UK',
            '6,21000,a,1,2011-01-01',
            '7,21000,a,1,2011-01-01 10:00,0,7,UK',
            '7,21000,a,1,2011-01-01 10:00,-3,7,UK',
            '7,21000,a,1,2011-01-01 10:00,,7,UK',
        ];
        await withLines([RETAIL, ...lines], {}, async (lake) => {
            const [manifest] = readManifests(lake.paths.raw);
            expect(manifest).toMatchObject({ lines: 21, rejected: 16 });
            expect(manifest!.purchases!.setAside).toEqual({ 'cannot be read': 4, service: 3, return: 3, 'no quantity': 2, 'no time': 2, 'no product': 1, 'lies in the future': 1 });
            const told = setAside(lake.paths.folder).map(([, reason, text]) => `${reason} <${text}>`);
            expect(told).toContain('return: purchase C3 <C3,21000,a,1,2011-01-01 10:00,1.50,7,UK>');
            expect(told).toContain('return: quantity -5 <4,21000,a,-5,2011-01-01 10:00,0,,UK>');
            expect(told).toContain('service: m <5,m,p,1,2011-01-01 10:00,18,7,UK>');
            expect(told).toContain('no time: 2011-02-30 10:00 <6,21000,a,1,2011-02-30 10:00,1.50,7,UK>');
            expect(told).toContain('values: 8 are expected, 5 are there <6,21000,a,1,2011-01-01>');
            expect(await eventsOf(lake)).toEqual(['2011-01-01 10:00:00 | 7 | 21000 | 1 | 1.5000', '2011-01-01 10:00:00 | 7 | DCGS0003 | 1 | 2.0000']);
            expect(await lake.database.rows('select rule_name, count(*)::integer as n from clean.quarantine group by all')).toEqual([{ rule_name: 'price_positive', n: 3 }]);
        });
    });

    test('of any shop has no returns by name and the services that are named', async () => {
        await withLines([OWN, 'C1,2020-01-01,7,POST,1,1', 'C1,2020-01-01,7,x,1,2', 'C1,2020-01-01,7,fee,1,3'], { services: ['post', 'FEE '] }, async (lake) => {
            expect(await eventsOf(lake)).toEqual(['2020-01-01 00:00:00 | 7 | x | 1 | 2.0000']);
            expect(readManifests(lake.paths.raw)[0]!.purchases!.setAside).toEqual({ service: 2 });
        });
    });

    test('keeps lines without a customer: their revenue counts and no customer does', async () => {
        await withLines([OWN, '1,2020-01-01 10:00,,x,2,5', '1,2020-01-01 10:00,,y,1,1', ',2020-01-01 10:00,,x,1,5', ',2020-01-01 10:00,,y,1,5', '2,2020-01-01 10:00,7,x,1,5'], {}, async ({ database, paths }) => {
            expect(readManifests(paths.raw)[0]!.nulls).toEqual({ purchase: 2, customer: 4, price: 0 });
            expect(await database.rows('select cast(sum(revenue) as varchar) as revenue, count(*)::integer as sessions, count(user_id)::integer as with_user from model.fact_sessions')).toEqual([{ revenue: '26.0000', sessions: 4, with_user: 1 }]);
            expect(await database.rows('select user_id::varchar as id from model.dim_users')).toEqual([{ id: '7' }]);
        });
    });

    test('quarantines lines whose price times quantity leaves sums of revenue no room', async () => {
        const amounts = ['1000000,99999999', '1000000,99999998', '11,99999999', '10,99999999'];
        await withLines([OWN, ...amounts.map((amount, n) => `1,2020-01-01 10:00,7,p${n},${amount}`)], {}, async ({ database }) => {
            expect(await database.rows('select rule_name, count(*)::integer as n from clean.quarantine group by all')).toEqual([{ rule_name: 'quantity_plausible', n: 3 }]);
            expect(await database.rows('select cast(revenue as varchar) as revenue from model.fact_sessions')).toEqual([{ revenue: '999999990.0000' }]);
        });
    });

    // Times 2.5 is 250,000,001.25; the largest price times 1.5 has no room, times 0.5 it has.
    test('has one unit at price times quantity of what is sold by the weight, of any two that are readable', async () => {
        const amounts = ['2.5,100000000.5', '0.000001,10000', '0.0000015,10000', '0.33333333,10000', '1.5,99999999999999.9999', '0.5,99999999999999.9999', '1.5,-99999999999999.9999', '0.25,1.23457E+05', '1e-17,1', '2,1e-17', '1,12345678901234567890.5', '2.5,'];
        await withLines([OWN, ...amounts.map((amount, n) => `1,2020-01-01 10:00,7,p${n},${amount}`)], {}, async ({ database, paths }) => {
            expect(setAside(paths.folder).map(([, reason]) => reason).sort()).toEqual([
                'no quantity: 1e-17',
                'price has more than four decimals: 1e-17',
                'price is no amount: 12345678901234567890.5',
                'price × quantity is above 99999999999999.9999: -99999999999999.9999 × 1.5',
                'price × quantity is above 99999999999999.9999: 99999999999999.9999 × 1.5',
                'quantity has more than six decimals: 0.0000015',
                'quantity has more than six decimals: 0.33333333',
            ]);
            const told = await database.rows(`select dim_products.external_id as product, cast(fact_user_events.price as varchar) as price, quantity from model.fact_user_events join model.dim_products using (product_id) where event_type = 'purchase' order by 1`);
            expect(told).toEqual([{ product: 'p1', price: '0.0100', quantity: 1 }, { product: 'p7', price: '30864.2500', quantity: 1 }]);
            const quarantined = await database.rows(`select rule_name, json_extract_string(record, '$.price') as price from clean.quarantine order by 1, 2`);
            expect(quarantined).toEqual([
                { rule_name: 'price_plausible', price: '250000001.25' },
                { rule_name: 'price_plausible', price: '50000000000000.0' },
                { rule_name: 'price_positive', price: null },
            ]);
        });
    });

    test('without purchases has one session for each customer and day', async () => {
        await withLines([SPANISH, ...['01-02-2020 08:00;ann', '01-02-2020 20:00;ann', '02-02-2020 08:00;ann', '01-02-2020 08:00;bob', '13-02-2020 08:00;bob'].map((line, n) => `${line};p${n};1;1,5`)], {}, async ({ database }) => {
            expect(
                await database.rows(`select external_id as who, strftime(started_at, '%d %H:%M') as began, purchases from model.fact_sessions join model.dim_users using (user_id) order by who, began`),
            ).toEqual([
                { who: 'ann', began: '01 08:00', purchases: 2 },
                { who: 'ann', began: '02 08:00', purchases: 1 },
                { who: 'bob', began: '01 08:00', purchases: 1 },
                { who: 'bob', began: '13 08:00', purchases: 1 },
            ]);
        });
    });

    test('with a comma before decimals and semicolons, parts of a unit, and no quantity', async () => {
        await withLines([SPANISH, '31-12-2019;7;x;2;1.234,56', '31-12-2019;7;y;0,35;10,00', '31-12-2019;7;z;1,5;0,3333'], {}, async (lake) => {
            // 0.35 × 10 = 3.5 and 1.5 × 0.3333 = 0.49995, to four decimals
            expect(await eventsOf(lake)).toEqual(['2019-12-31 00:00:00 | 7 | x | 2 | 1234.5600', '2019-12-31 00:00:00 | 7 | y | 1 | 3.5000', '2019-12-31 00:00:00 | 7 | z | 1 | 0.5000']);
            expect(readManifests(lake.paths.raw)[0]!.purchases).toMatchObject({ decimal: 'comma', dateOrder: 'dmy', fractions: 2 });
        });
        await withLines(['time\tcustomer\tproduct\tprice', '2020-01-01\t7\tx\t2.5'], {}, async (lake) => {
            expect(await eventsOf(lake)).toEqual(['2020-01-01 00:00:00 | 7 | x | 1 | 2.5000']);
        });
    });

    test('with columns of other names reads those that are named, and tells the rest', async () => {
        await withLines(['Receipt,Client,When,SKU,Price,Total', 'r1,ann,12/31/2019 8:05 PM,x,9,90'], { columns: { customer: 'client', time: 'When', product: 'SKU', price: 'Total', purchase: 'Receipt' } }, async (lake) => {
            expect(await eventsOf(lake)).toEqual(['2019-12-31 20:05:00 | ann | x | 1 | 90.0000']);
            expect(readManifests(lake.paths.raw)[0]).toMatchObject({ ignoredColumns: ['Price'], purchases: { columns: { purchase: 'Receipt', time: 'When', customer: 'Client', product: 'SKU', price: 'Total' }, dateOrder: 'mdy' } });
        });
    });

    test('with two orders of dates reads the one that is chosen and sets the others aside', async () => {
        await withLines([OWN, '1,31/12/2019,7,x,1,1', '2,12/30/2019,7,x,1,1'], { dateOrder: 'dmy' }, async (lake) => {
            expect(await eventsOf(lake)).toEqual(['2019-12-31 00:00:00 | 7 | x | 1 | 1.0000']);
            expect(setAside(lake.paths.folder)).toEqual([[null, 'no time: 12/30/2019', '2,12/30/2019,7,x,1,1']]);
        });
    });

    test('has ids of any signs and at most 200 of them, quotes and line ends in columns that are not read, and a byte order mark', async () => {
        const odd = 'a "b",\n🛒é';
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        await withLines(
            ['\uFEFF"time",customer,product,price,note', `2020-01-01,7,${quoted(odd)},1,${quoted('two\nlines, "said"')}`, `2020-01-01,${'u'.repeat(200)},${'p'.repeat(200)},2,`, `2020-01-01,${'u'.repeat(300)},x,3,`, `2020-01-01,7,${'🛒'.repeat(201)},4,`],
            {},
            async (lake) => {
                expect(await eventsOf(lake)).toEqual([`2020-01-01 00:00:00 | 7 | ${odd} | 1 | 1.0000`, `2020-01-01 00:00:00 | ${'u'.repeat(200)} | ${'p'.repeat(200)} | 1 | 2.0000`]);
                expect(setAside(lake.paths.folder).map(([, reason]) => reason.slice(0, 45)).sort()).toEqual(['customer is longer than 200 characters: uuuuu', 'product is longer than 200 characters: 🛒🛒🛒🛒🛒'.slice(0, 45)]);
            },
        );
    });

    test.each([
        ['one line', ['1,2020-05-06 07:08:09,7,x,1,1'], 1],
        ['lines of one day', ['1,13.05.2020 07:00,7,x,1,1', '2,13.05.2020 23:59,8,x,1,1'], 2],
    ])('of %s is imported', async (_, lines, events) => {
        await withLines([OWN, ...lines], {}, async (lake) => {
            expect(await eventsOf(lake)).toHaveLength(events);
        });
    });

    test('of a header alone is imported, and has no records', async () => {
        await inFolder(async (folder) => {
            const file = join(folder, 'none.csv');
            writeFileSync(file, `${OWN}\n`);
            const { status, stdout } = await callLake('import', file, '--format', 'purchases', '--lake', join(folder, 'lake'));
            expect([status, stdout.includes('none.csv: 0 lines\n'), stdout.includes('  nothing stands below its header\n')]).toEqual([0, true, true]);
        });
    });

    test('gives a product the latest name that stands by a price, and a later file its own', async () => {
        const header = 'time,customer,product,product_name,price';
        await inFolder(async (folder) => {
            const write = (name: string, ...lines: string[]) => (writeFileSync(join(folder, name), `${[header, ...lines].join('\n')}\n`), { import: join(folder, name), purchases: {} });
            const first = write('first.csv', '2020-01-01,7,x,old,1', '2020-01-02,7,x,new,1', '2020-01-03,7,x,,1', '2020-01-04,7,x,damaged?,0');
            const second = write('second.csv', '2020-01-03,7,x,,1', '2020-01-04,7,x,damaged?,0', '2020-01-05,7,x,newest,2');
            const overlap = write('overlap.csv', '2020-01-03,7,x,,1', '2020-01-04,7,x,damaged?,0');
            let lakes = 0;
            const names = (steps: readonly Step[]) => withLake(join(folder, `lake-${lakes++}`), steps, ({ database }) => database.rows('select product_name, cast(price as varchar) as price from model.dim_products'));
            expect(await names([first])).toEqual([{ product_name: 'new', price: null }]);
            expect(await names([second, first])).toEqual([{ product_name: 'newest', price: '2.0000' }]);
            const either = await names([first, overlap]);
            expect(await names([overlap, 'run', first])).toEqual(either);
        });
    });
});

/** Versions of products are kept for each import that has a first line of one; nothing of purchases asks for them. */
const MODEL = STEADY_TABLES.filter((table) => table !== 'clean.product_versions');

describe('files of purchases', () => {
    const lines = ['1,2020-01-01 10:00,7,x,2,5', '1,2020-01-01 10:00,7,x,2,5', '1,2020-01-01 10:00,7,x,1,5', '2,2020-01-02 10:00,ann,y,1,3', ',2020-01-03 10:00,,y,1,3', '3,2020-01-04 10:00,7,x,1,6'];

    test('that repeat a line have one event, and another quantity is another', async () => {
        await withLines([OWN, ...lines], {}, async (lake) => {
            expect(await eventsOf(lake)).toHaveLength(5);
            expect(await lake.database.rows(`select records::integer as records, applied::integer as applied, duplicate::integer as duplicate from model.run_accounts where table_name = 'events'`)).toEqual([{ records: 6, applied: 5, duplicate: 1 }]);
        });
    });

    test('that overlap come to the same in either order, and the same file is imported once', async () => {
        await inFolder(async (folder) => {
            const write = (name: string, some: readonly string[]) => (writeFileSync(join(folder, name), gzipSync(`${[OWN, ...some].join('\n')}\n`)), { import: join(folder, name), purchases: {} });
            const [whole, one, other] = [write('whole.csv.gz', lines), write('one.csv.gz', lines.slice(0, 4)), write('other.csv.gz', lines.slice(2))];
            const rows = (name: string, steps: readonly Step[]) => withLake(join(folder, name), steps, ({ database }) => allRows(database, MODEL));
            const expected = await rows('whole', [whole]);
            expect(expected['model.fact_user_events']).toHaveLength(5);
            expect(await rows('forth', [one, 'run', other])).toEqual(expected);
            expect(await rows('back', [other, 'run', one, whole])).toEqual(expected);
            const lake = await openLake(join(folder, 'whole'));
            try {
                expect((await importFile(lake.paths, whole.import, { purchases: {} })).wasThere).toBe(true);
                // Read otherwise it is another import, whose events are there.
                expect((await importFile(lake.paths, whole.import, { purchases: { decimal: 'point' } })).wasThere).toBe(false);
            } finally {
                lake.database.close();
            }
            expect(await rows('whole', [])).toEqual(expected);
        });
    });

    test('of Parquet are read as those of csv', async () => {
        await inFolder(async (folder) => {
            const [csv, parquet] = [join(folder, 'p.csv'), join(folder, 'p.parquet')];
            const typed = ['1,2020-01-01 10:00,7,x,2,5.5', '2,2020-01-02 11:30,,y,1,3'];
            writeFileSync(csv, `${[OWN, ...typed].join('\n')}\n`);
            const rows = await withLake(join(folder, 'csv'), [{ import: csv, purchases: {} }], async ({ database }) => {
                await database.run(`copy (select purchase::bigint as purchase, time::timestamp as time, customer::double as customer, product, quantity::double as quantity, price::decimal(9, 2) as price from read_csv(${literal(csv)}, all_varchar = true)) to ${literal(parquet)} (format parquet)`);
                return allRows(database);
            });
            expect(await withLake(join(folder, 'parquet'), [{ import: parquet, purchases: {} }], ({ database }) => allRows(database))).toEqual(rows);
        });
    });

    test('stand beside one of the Kaggle format with the same user at the same moment', async () => {
        await inFolder(async (folder) => {
            const [kaggle, purchases] = [join(folder, 'k.csv'), join(folder, 'p.csv')];
            writeFileSync(kaggle, 'event_time,event_type,product_id,price,user_id,user_session\n2020-01-01 10:00:00,purchase,5,1.00,7,1\n');
            writeFileSync(purchases, `${OWN}\n1,2020-01-01 10:00,7,5,1,1\n`);
            const [one, other]: Step[] = [{ import: kaggle }, { import: purchases, purchases: {} }];
            for (const [name, steps] of Object.entries({ forth: [one!, 'run', other!], back: [other!, 'run', one!] } satisfies Record<string, Step[]>)) {
                await withLake(join(folder, name), steps, async ({ database }) => {
                    expect(await database.rows('select user_id::varchar as id, external_id from model.dim_users')).toEqual([{ id: '7', external_id: '7' }]);
                    expect(await database.rows('select count(*)::integer as n from model.fact_user_events')).toEqual([{ n: 2 }]);
                });
            }
        });
    });
});

describe('lake import --format purchases', () => {
    test('says what was set aside, how the file was read and what was not', async () => {
        await inFolder(async (folder) => {
            const file = join(folder, 'shop.csv');
            writeFileSync(file, `${RETAIL}\n1,21000,a,1,2011-01-01 10:00,1.50,,UK\n1,POST,a,1,2011-01-01 10:00,1.50,7,UK\nC2,21000,a,-1,2011-01-01 10:00,1.50,7,UK\nC3,21000,a,-1,2011-01-01 10:00,1.50,7,UK\n`);
            const { status, stdout, stderr } = await callLake('import', file, '--format', 'purchases', '--lake', join(folder, 'lake'));
            expect([status, stderr]).toEqual([0, '']);
            for (const line of ['shop.csv: 4 lines, 2011-01-01T10:00:00Z to 2011-01-01T10:00:00Z', '  3 are set aside: raw/_rejected/', '    2 × return\n    1 × service\n', '  read as: purchase = "InvoiceNo", time = "InvoiceDate", customer = "CustomerID", ', '  dates ymd, decimals behind a point', '  columns that are not read: "Country"', '  without a value: customer 1 (100.0 %)']) expect(stdout).toContain(line);
            writeFileSync(file, `${RETAIL}\n1,POST,a,1,2011-01-01 10:00,1.50,7,UK\n`);
            expect((await callLake('import', file, '--format', 'purchases', '--lake', join(folder, 'lake'))).stdout).toMatch(/^ {2}1 is set aside: raw\/_rejected\/.*\n {4}1 × service$/m);
        });
    });
});
