import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALL, ReplicatedLake, WAS_NOT_REFUSED } from './oracle/replicated-lake.js';
import { inFolder } from './oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from './oracle/test-postgres.js';

let postgres: TestPostgres;

beforeAll(async () => {
    postgres = await testPostgres({ wal_sender_timeout: '2s' });
});
afterAll(async () => {
    await postgres?.stop();
});

/** Ten products with a brand, a user with a session and an event. */
const SOME = `
    insert into brands values (1, 'acme');
    insert into products (product_id, name, brand_id, price, stock) select number, 'product ' || number, 1, number, 5 from generate_series(1, 10) as number;
    insert into users (user_id, name) values (1, 'Ada');
    insert into sessions (session_id, user_id) values (1, 1);
    insert into events (session_id, product_id, event_type, price) values (1, 1, 'view', 1)`;

/** A lake and its source; `isLoaded` if it has replicated once. */
async function withLake(work: (lake: ReplicatedLake) => Promise<void>, { isLoaded = true } = {}): Promise<void> {
    await inFolder(async (folder) => {
        const lake = await ReplicatedLake.open(join(folder, 'lake'), await postgres.newDatabase());
        try {
            await lake.sql(SOME);
            if (isLoaded) await lake.replicate();
            await work(lake);
        } finally {
            await lake.close();
        }
    });
}

const CHANGES = `
    update brands set brand_name = brand_name || '!'; update products set name = name || '!' where product_id < 4; delete from events;
    insert into events (session_id, product_id, event_type, price) values (1, 1, 'cart', 2)`;

const LOST = 'another one than the one that was loaded: it was dropped or renamed, and made anew';

describe('before it begins, in one sentence, and goes on when that is mended:', () => {
    const CASES: Readonly<Record<string, readonly [broken: string, sentence: string, mended: string]>> = {
        'a table is missing': ['alter table events rename to visits', "The source's table public.events is not there: `lake source` makes the tables.", 'alter table visits rename to events'],
        'a table is a view': [
            'alter table brands rename to names; create view brands as select * from names',
            "The source's table public.brands is no ordinary table, which cannot be replicated.",
            'drop view brands; alter table names rename to brands',
        ],
        'a table is partitioned': [
            'alter table events rename to visits; create table events (event_id numeric primary key) partition by range (event_id)',
            "The source's table public.events is partitioned, which cannot be replicated.",
            'drop table events; alter table visits rename to events',
        ],
        'a table has a child': [
            'create table old_brands () inherits (brands)',
            "The source's table public.brands inherits from another table or has one that inherits from it, whose rows would be missing.",
            'drop table old_brands',
        ],
        'a table is unlogged': [
            'alter publication lake drop table events; alter table events set unlogged',
            "The source's table public.events is unlogged, so that its changes are not in the log: alter table … set logged.",
            'alter table events set logged; alter publication lake add table events',
        ],
        'a table has no key': [
            'alter table events drop constraint events_pkey',
            "The source's table public.events has no primary key, without which changes and deletions cannot be followed: give it one on (event_id).",
            'alter table events add primary key (event_id)',
        ],
        'a table has another key': [
            'alter table events drop constraint events_pkey, add primary key (event_id, event_time)',
            "The source's table public.events has the primary key (event_id, event_time) instead of (event_id).",
            'alter table events drop constraint events_pkey, add primary key (event_id)',
        ],
        'a table has no replica identity': [
            'alter table events replica identity nothing',
            "The source's table public.events has a replica identity other than its primary key: alter table … replica identity default.",
            'alter table events replica identity default',
        ],
        'a table has an index as its replica identity': [
            'create unique index brand_names on brands (brand_name); alter table brands replica identity using index brand_names',
            "The source's table public.brands has a replica identity other than its primary key: alter table … replica identity default.",
            'alter table brands replica identity default; drop index brand_names',
        ],
        'the publication is missing': [
            'drop publication lake',
            'The source has no publication "lake": `lake source` makes it, or create publication … for table public.users, public.brands, public.categories, public.products, public.sessions, public.events.',
            'create publication lake for table users, brands, categories, products, sessions, events',
        ],
        'the publication lacks a table': [
            'alter publication lake drop table events',
            'The source\'s publication "lake" lacks the table public.events: alter publication … add table public.events, then call `lake replicate --reload events`.',
            'alter publication lake add table events',
        ],
        'the publication filters rows': [
            'alter publication lake drop table events; alter publication lake add table events where (event_id > 0)',
            'The source\'s publication "lake" leaves out rows or columns of public.events: publish the whole table, then call `lake replicate --reload events`.',
            'alter publication lake drop table events; alter publication lake add table events',
        ],
        'the publication has a list of columns': [
            'alter publication lake drop table brands; alter publication lake add table brands (brand_id)',
            'The source\'s publication "lake" leaves out rows or columns of public.brands: publish the whole table, then call `lake replicate --reload brands`.',
            'alter publication lake drop table brands; alter publication lake add table brands',
        ],
        'the publication leaves out TRUNCATE': [
            "alter publication lake set (publish = 'insert, update, delete')",
            'The source\'s publication "lake" leaves out insertions, updates, deletions or TRUNCATE: alter publication … set (publish = \'insert, update, delete, truncate\'), then call `lake replicate --reload all`.',
            "alter publication lake set (publish = 'insert, update, delete, truncate')",
        ],
    };
    // One lake meets them all, after each other: a refusal leaves nothing behind.
    test('a table or the publication is not as it has to be', async () => {
        await withLake(
            async (lake) => {
                for (const [title, [broken, sentence, mended]] of Object.entries(CASES)) {
                    await lake.sql(broken);
                    expect(await lake.refusal(), title).toBe(sentence);
                    await lake.sql(mended);
                }
                expect(await lake.replicate()).toEqual([]);
                await lake.expectWhole();
                // The same in a lake that has begun, with changes meanwhile and behind: whatever the sentences name is called.
                const reloaded: Record<string, string[]> = {};
                for (const [title, [broken, , mended]] of Object.entries(CASES)) {
                    await lake.sql(broken, 'update products set stock = stock + 1', mended, CHANGES);
                    for (let sentence = await lake.refusal(); sentence !== WAS_NOT_REFUSED; sentence = await lake.refusal()) {
                        const [, tables] = /call `lake replicate --reload ([\w,]+)`/.exec(sentence)!;
                        expect(reloaded[title] ?? [], sentence).toEqual([]);
                        (reloaded[title] ??= []).push(sentence.replace(/`.*/s, tables!));
                        lake.reload(...(tables === 'all' ? ALL : tables!.split(',')));
                    }
                }
                await lake.expectWhole();
                const away = (table: string) => `The source's table public.${table} was not in the publication all the time, so that changes may be missing: call ${table}`;
                const altered = "The source's publication was altered or made anew since the tables were loaded, so that changes may be missing: call all";
                expect(reloaded).toEqual({
                    'a table is unlogged': [away('events')],
                    'the publication is missing': [altered],
                    'the publication lacks a table': [away('events')],
                    'the publication filters rows': [away('events')],
                    'the publication has a list of columns': [away('brands')],
                    'the publication leaves out TRUNCATE': [altered],
                });
            },
            { isLoaded: false },
        );
    });
});
