import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../local/source/connect.js';
import { connectForLog } from '../local/replication/slot.js';
import { callLake } from './oracle/call-lake.js';
import { ALL, ReplicatedLake, WAS_NOT_REFUSED } from './oracle/replicated-lake.js';
import { inFolder } from './oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from './oracle/test-postgres.js';

let postgres: TestPostgres;

beforeAll(async () => {
    postgres = await testPostgres({ max_replication_slots: '6', max_wal_senders: '4', max_slot_wal_keep_size: '64MB' });
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

describe('before it begins, in one sentence, and goes on when that is mended:', () => {
    const CASES: Readonly<Record<string, readonly [broken: string, sentence: string, mended: string]>> = {
        'a table is missing': ['alter table events rename to visits', "The source's table public.events is not there: `./lake source` makes the tables.", 'alter table visits rename to events'],
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
            'The source has no publication "lake": `./lake source` makes it, or create publication … for table public.users, public.brands, public.categories, public.products, public.sessions, public.events.',
            'create publication lake for table users, brands, categories, products, sessions, events',
        ],
        'the publication lacks a table': [
            'alter publication lake drop table events',
            'The source\'s publication "lake" lacks the table public.events: alter publication … add table public.events, then call `./lake replicate --reload events`.',
            'alter publication lake add table events',
        ],
        'the publication filters rows': [
            'alter publication lake drop table events; alter publication lake add table events where (event_id > 0)',
            'The source\'s publication "lake" leaves out rows or columns of public.events: publish the whole table, then call `./lake replicate --reload events`.',
            'alter publication lake drop table events; alter publication lake add table events',
        ],
        'the publication has a list of columns': [
            'alter publication lake drop table brands; alter publication lake add table brands (brand_id)',
            'The source\'s publication "lake" leaves out rows or columns of public.brands: publish the whole table, then call `./lake replicate --reload brands`.',
            'alter publication lake drop table brands; alter publication lake add table brands',
        ],
        'the publication leaves out TRUNCATE': [
            "alter publication lake set (publish = 'insert, update, delete')",
            'The source\'s publication "lake" leaves out insertions, updates, deletions or TRUNCATE: alter publication … set (publish = \'insert, update, delete, truncate\'), then call `./lake replicate --reload all`.',
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
                        const [, tables] = /call `\.\/lake replicate --reload ([\w,]+)`/.exec(sentence)!;
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

test('a source that writes no logical log is refused', async () => {
    const other = await testPostgres({ wal_level: 'replica' });
    try {
        await inFolder(async (folder) => {
            const lake = await ReplicatedLake.open(join(folder, 'lake'), await other.newDatabase());
            expect(await lake.refusal()).toBe("The source's wal_level is replica: set it to logical (on Aurora rds.logical_replication = 1) and restart the server.");
            await lake.close();
        });
    } finally {
        await other.stop();
    }
});

test('replication that waits for changes ends at once when it is stopped', async () => {
    await withLake(async (lake) => {
        const stop = new AbortController();
        // The source itself is silent for 30 s, so that nothing else wakes it.
        const ended = lake.replicate({ isOnce: false, interval: 60_000, signal: stop.signal });
        await sleep(700);
        const began = performance.now();
        stop.abort();
        await ended;
        expect(performance.now() - began).toBeLessThan(2000);
    });
});

describe('the rights and limits of the source:', () => {
    const PASSWORD = 'very secret';
    const EVERY_TABLE = 'public.users, public.brands, public.categories, public.products, public.sessions, public.events';

    test('each that is missing is named with its remedy, and no sentence has the password', async () => {
        await withLake(
            async (lake) => {
                await lake.sql(`create role follower login password '${PASSWORD}' nosuperuser`);
                const follower = postgres.as(lake.source, 'follower', PASSWORD);
                const refusal = async () => {
                    const sentence = await lake.refusal({ reach: async () => follower });
                    expect(sentence).not.toContain(PASSWORD);
                    return sentence;
                };
                try {
                    expect(await lake.refusal({ reach: async () => postgres.as(lake.source, 'follower', `not ${PASSWORD}`) })).toBe(
                        `${follower.name} refuses the password of this user: see PGPASSWORD, --password-file or ~/.pgpass.`,
                    );
                    expect(await refusal()).toBe(`The source's tables ${EVERY_TABLE} may not be read by this user; who may grant it says: grant select on ${EVERY_TABLE} to "follower"; alter role "follower" replication;`);
                    await lake.sql('grant select on all tables in schema public to follower', 'revoke select on brands from follower', 'alter role follower replication');
                    expect(await refusal()).toBe('The source\'s table public.brands may not be read by this user; who may grant it says: grant select on public.brands to "follower";');
                    await lake.sql('grant select on public.brands to "follower"', 'alter role follower noreplication');
                    expect(await refusal()).toBe(`${follower.name}: this user may not replicate; who may grant it says: alter role "follower" replication; (on Aurora: grant rds_replication to "follower";)`);
                    await lake.sql('alter role follower replication', 'alter table users enable row level security');
                    expect(await refusal()).toBe('The source\'s table public.users has policies that hide rows from this user: alter role "follower" bypassrls;');
                    await lake.sql('alter table users disable row level security');
                    const filled = await lake.shop.query<{ slot_name: string }>(
                        `select (pg_create_physical_replication_slot('full_' || number)).slot_name from generate_series(1, 6 - (select count(*)::int from pg_replication_slots)) as number`,
                    );
                    expect(await refusal()).toBe(`${follower.name} has no replication slot left: drop one that nobody uses, or raise its max_replication_slots.`);
                    await lake.shop.query('select pg_drop_replication_slot(name) from unnest($1::text[]) as name', [filled.rows.map(({ slot_name: name }) => name)]);
                    const readers = await Promise.all([1, 2, 3].map(() => connectForLog(lake.source)));
                    expect(await refusal()).toBe(`${follower.name} lets no more connections read its log: end one that nobody needs, or raise its max_wal_senders (a lake takes two).`);
                    await Promise.all(readers.map((reader) => reader.end()));
                    // What an administrator set for short questions is no limit for a load.
                    for (const limit of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']) await lake.sql(`alter role follower set ${limit} = '300ms'`);
                    const open = await connect(lake.source);
                    await open.query('begin; update brands set brand_id = brand_id');
                    const replicated = lake.replicate({ reach: async () => follower });
                    await sleep(500);
                    await open.query('commit');
                    await open.end();
                    expect(await replicated).toEqual([]);
                    await lake.expectWhole();
                } finally {
                    await lake.sql(`drop owned by follower`, 'drop role follower');
                }
            },
            { isLoaded: false },
        );
    });
});

describe('a slot that does not go on where the lake stands is refused, and a reload of all tables mends it:', () => {
    const state = (lake: ReplicatedLake) => JSON.parse(readFileSync(lake.paths.state, 'utf8')) as { slot: string; position: string };
    const RELOAD = 'call `./lake replicate --reload all`, which makes a new slot and loads every table anew.';
    const CASES: Readonly<Record<string, (slot: string) => readonly [string[], string | RegExp]>> = {
        'it was dropped': (slot) => [[`select pg_drop_replication_slot('${slot}')`], `The replication slot ${slot} is not at the source any more, and what changed since is not known: ${RELOAD}`],
        'it was made again by hand': (slot) => [
            [`select pg_drop_replication_slot('${slot}')`, `select pg_create_logical_replication_slot('${slot}', 'pgoutput')`],
            /^The replication slot lake_\w+ has been read up to \w{8}\/\w{8} by someone else, this lake only up to \w{8}\/\w{8}; what lies between would be missing: call/,
        ],
        'it has another plugin': (slot) => [
            [`select pg_drop_replication_slot('${slot}')`, `select pg_create_logical_replication_slot('${slot}', 'test_decoding')`],
            `The replication slot ${slot} has the plugin test_decoding instead of pgoutput, so that it is another's: ${RELOAD}`,
        ],
        'somebody moved it on': (slot) => [['checkpoint', `select pg_replication_slot_advance('${slot}', pg_current_wal_lsn())`], /has been read up to .* by someone else/],
        'somebody read from it': (slot) => [
            ['checkpoint', `select * from pg_logical_slot_get_binary_changes('${slot}', null, null, 'proto_version', '1', 'publication_names', 'lake')`],
            /has been read up to .* by someone else/,
        ],
        'it holds back more than the source allows': (slot) => [
            [...[1, 2, 3, 4, 5, 6].flatMap(() => [`select pg_logical_emit_message(false, '', '')`, 'select pg_switch_wal()']), 'checkpoint'],
            `The replication slot ${slot} has lost a part of the log, since it held back more than the source allows (max_slot_wal_keep_size): ${RELOAD}`,
        ],
    };

    test('when somebody else had to do with it', async () => {
        await withLake(async (lake) => {
            for (const [title, make] of Object.entries(CASES)) {
                const [done, sentence] = make(state(lake).slot);
                await lake.sql(CHANGES, ...done, CHANGES);
                const found = await lake.refusal();
                if (typeof sentence === 'string') expect(found, title).toBe(sentence);
                else expect(found, title).toMatch(sentence);
                expect(await lake.refusal(), title).toBe(found);
                lake.reload();
                await lake.replicate();
            }
            await lake.expectWhole();
        });
    });

    test('when it has the name of one in another database', async () => {
        await withLake(async (lake) => {
            await withLake(
                async (other) => {
                    const { slot } = state(lake);
                    const { rows } = await other.shop.query<{ name: string }>('select current_database() as name');
                    await lake.sql(`select pg_drop_replication_slot('${slot}')`);
                    await other.sql(`select pg_create_logical_replication_slot('${slot}', 'pgoutput')`);
                    const mine = (await lake.shop.query<{ name: string }>('select current_database() as name')).rows[0]!.name;
                    expect(await lake.refusal()).toBe(`The replication slot ${slot} belongs to the database ${rows[0]!.name}, this lake to ${mine}: ${RELOAD}`);
                    lake.reload();
                    await lake.replicate();
                    await lake.expectWhole();
                    expect((await other.shop.query('select from pg_replication_slots where slot_name = $1', [slot])).rowCount).toBe(1);
                },
                { isLoaded: false },
            );
        });
    });

    test('when the lake was copied, and both go on', async () => {
        await withLake(async (lake) => {
            const copy = await ReplicatedLake.open(`${lake.folder} copy`, lake.source);
            try {
                cpSync(lake.folder, copy.folder, { recursive: true });
                const stop = new AbortController();
                const original = lake.replicate({ isOnce: false, signal: stop.signal });
                await expect.poll(async () => (await lake.shop.query('select from pg_replication_slots where slot_name = $1 and active', [state(lake).slot])).rowCount, { timeout: 20_000 }).toBe(1);
                expect(await copy.refusal()).toMatch(
                    /^The replication slot lake_\w+ is in use by process \d+ of the source: another `\.\/lake replicate` follows it, perhaps of a copy of this lake, or was broken off less than a minute ago\.$/,
                );
                stop.abort();
                await original;
                cpSync(lake.folder, copy.folder, { recursive: true });
                await lake.sql(CHANGES);
                expect(await copy.replicate()).toEqual([]);
                await copy.expectWhole();
                expect(await lake.refusal()).toMatch(/has been read up to .* by someone else/);
                lake.reload();
                await lake.replicate();
                await lake.expectWhole();
                expect(await copy.refusal()).toMatch(/is not at the source any more/);
            } finally {
                await copy.close();
            }
        });
    });
});

test('raw without the load that changes would follow is refused, until it is back or made anew', async () => {
    await withLake(async (lake) => {
        const { raw } = lake.paths;
        const [file] = readdirSync(raw, { recursive: true, encoding: 'utf8' }).filter((path) => /public.users.LOAD/.test(path));
        renameSync(join(raw, file!), join(raw, 'away'));
        expect(await lake.refusal()).toMatch(/users" has 0 of the \d+ rows that were loaded: changes of users would follow a load that is not there\. Put it back, or call `\.\/lake replicate --reload users --lake ".*"`\.$/);
        renameSync(join(raw, 'away'), join(raw, file!));
        await lake.sql(CHANGES);
        expect(await lake.replicate()).toEqual([]);
        await lake.expectWhole();
        rmSync(raw, { recursive: true });
        expect(await lake.refusal()).toContain('is not there any more');
        lake.reload();
        await lake.replicate();
        await lake.expectWhole();
    });
});

describe('a state that cannot be right is refused:', () => {
    test('one that is damaged, one that is gone, and one of another source', async () => {
        await withLake(async (lake) => {
            const { state: file, raw } = lake.paths;
            const text = readFileSync(file, 'utf8');
            const damaged = `${JSON.stringify(file)} is no state of replication that this version knows: put the right one back, or remove it and call \`./lake replicate --reload all\`.`;
            const parts = JSON.parse(text) as Record<string, unknown>;
            const without = (name: string) => JSON.stringify({ ...parts, [name]: undefined });
            for (const wrong of ['', text.slice(0, -9), 'null', '[]', '{"format":2}', '{"format":1}', ...Object.keys(parts).map(without), text.replace('"follows"', '"followed"'), text.replace(/"position": "\w+/, '"position": "0')]) {
                writeFileSync(file, wrong);
                expect(await lake.refusal(), wrong).toBe(damaged);
            }
            writeFileSync(file, text);
            await lake.sql(CHANGES);
            expect(await lake.replicate()).toEqual([]);
            await lake.expectWhole();
            // The remedy itself.
            rmSync(file);
            expect(await lake.refusal()).toBe(`${JSON.stringify(raw)} has files of replication, but the state that they belong to (${JSON.stringify(file)}) is gone: call \`./lake replicate --reload all --lake ${JSON.stringify(lake.folder)}\`.`);
            lake.reload('users');
            expect(await lake.refusal()).toContain('is gone');
            lake.reload();
            await lake.sql('delete from brands where brand_id > 1', CHANGES);
            expect(await lake.replicate()).toEqual([expect.stringMatching(/^The source has the replication slot lake_\w{12}, which nobody follows/)]);
            await lake.expectWhole();
            const { source: name } = JSON.parse(readFileSync(file, 'utf8')) as { source: string };
            const found = /"systemIdentifier": "(\d+)"/.exec(readFileSync(file, 'utf8'))![1]!;
            writeFileSync(file, readFileSync(file, 'utf8').replace(found, '42'));
            expect(await lake.refusal()).toBe(
                `This lake follows ${name} (system identifier 42), and this is ${name} (${found}): name the right source, another lake, or call \`./lake replicate --reload all --lake ${JSON.stringify(lake.folder)}\` to let this one take its place.`,
            );
            lake.reload();
            await lake.replicate();
            await lake.expectWhole();
        });
    });
});

describe('a lake that follows another database', () => {
    test('gets no PostgreSQL of its own where --source was forgotten, whatever was called', async () => {
        await withLake(async (lake) => {
            const there = () => readdirSync(lake.folder, { recursive: true }).toSorted();
            const before = there();
            const { source } = JSON.parse(readFileSync(lake.paths.state, 'utf8')) as { source: string };
            for (const call of [['replicate', '--once'], ['replicate', '--status'], ['verify'], ['simulate', '--transactions', '1']]) {
                const outcome = { status: 2, stdout: '', stderr: `This lake follows ${source}: name it with --source (or LAKE_SOURCE).\n` };
                expect(await callLake(...call, '--lake', lake.folder), call.join(' ')).toEqual(outcome);
                expect(there(), call.join(' ')).toEqual(before);
            }
            expect((await callLake('verify', '--skip-source', '--lake', lake.folder)).stdout).toContain('source = raw: The source was left out.');
            expect(there()).toEqual(before);
        });
    });
});
