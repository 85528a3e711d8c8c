import { connect as connectSocket, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../connect.js';
import type { Source } from '../source.js';
import { ExpectedError, UsageError } from '../../errors.js';
import { readShopRows, ShopModel, sorted } from '../../../test/oracle/shop-model.js';
import { type TestPostgres, testPostgres } from '../../../test/oracle/test-postgres.js';
import { HAPPENINGS } from './happening.js';
import type { PlannedStep } from './planned-step.js';
import { simulate, type SimulationCounts, type SimulationOptions } from './simulate.js';

const SMALL = { seed: 1, from: new Date('2026-01-01T00:00:00Z'), users: 60, products: 60, transactions: 200 } as const satisfies SimulationOptions;

let postgres: TestPostgres;
beforeAll(async () => {
    // A commit has to outlive the kill of the server here.
    postgres = await testPostgres({ synchronous_commit: 'on' });
});
afterAll(() => postgres.stop());

/** Runs a simulation to its end. @param onStep called after each step with the number of steps so far */
async function lived(source: Source, options: SimulationOptions, onStep?: (steps: number, step: PlannedStep) => Promise<void>): Promise<{ steps: PlannedStep[]; counts: SimulationCounts }> {
    const shop = await simulate(source, options);
    const steps: PlannedStep[] = [];
    try {
        for await (const step of shop) {
            steps.push(step);
            await onStep?.(steps.length, step);
        }
        return { steps, counts: shop.counts };
    } finally {
        await shop.close();
    }
}

async function query(source: Source, text: string): Promise<Record<string, unknown>[]> {
    const client = await connect(source);
    try {
        return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
        await client.end();
    }
}

/** What the tables have to contain after these steps. */
function expected(steps: readonly PlannedStep[], model = new ShopModel()) {
    for (const step of steps) model.apply(step);
    return sorted(model.rows);
}

describe('a simulated shop', () => {
    it('is the same transactions and rows for the same seed, and others for another', async () => {
        const [one, two, other] = [await postgres.newDatabase(), await postgres.newDatabase(), await postgres.newDatabase()];
        const first = await lived(one, SMALL);
        expect((await lived(two, SMALL)).steps).toEqual(first.steps);
        await lived(other, { ...SMALL, seed: 2 });
        const rows = sorted(await readShopRows(one));
        expect(sorted(await readShopRows(two))).toEqual(rows);
        const others = sorted(await readShopRows(other));
        for (const table of Object.keys(rows)) expect(others[table], table).not.toEqual(rows[table]);
    });

    it('lets everything happen, and the tables contain what the transactions add up to', async () => {
        const source = await postgres.newDatabase();
        const { steps, counts } = await lived(source, { ...SMALL, transactions: 1000, batch: 8 });
        const happened = new Set(steps.flatMap(({ happenings }) => happenings));
        expect(HAPPENINGS.filter((name) => !happened.has(name))).toEqual([]);
        expect(sorted(await readShopRows(source))).toEqual(expected(steps));
        const inVain = steps.filter(({ part, outcome }) => part !== 'beginning' && outcome === 'rollback').length;
        expect(counts).toMatchObject({ committed: 1000 - inVain, rolledBack: inVain, refused: 0 });
        // Others commit while a transaction is open, and after that it comes to its end.
        const open = steps.findIndex(({ part, outcome }) => part === 'beginning' && outcome === 'commit');
        const end = steps.findIndex(({ part, transaction }) => part === 'end' && transaction === steps[open]!.transaction);
        expect(steps.slice(open + 1, end).filter(({ part, outcome }) => part === 'whole' && outcome === 'commit').length).toBeGreaterThan(1);
    });

    it('that is ended while it waits for the beginning of a transaction does not end what was not begun', async () => {
        const [source, again] = [await postgres.newDatabase(), await postgres.newDatabase()];
        const slow = { ...SMALL, seed: 137, rate: 40, batch: 1 };
        const { steps } = await lived(source, slow);
        const beginning = steps.findIndex(({ part }) => part === 'beginning');
        const stop = new AbortController();
        const ended = await lived(again, { ...slow, speed: 1, signal: stop.signal }, async (count) => {
            // The next step is planned, and waited for, when this one is asked for.
            if (count === beginning) setImmediate(() => stop.abort());
        });
        expect(ended.steps).toEqual(steps.slice(0, beginning));
    });

    it('leaves nothing of what was rolled back', async () => {
        const source = await postgres.newDatabase();
        const { steps } = await lived(source, { ...SMALL, transactions: 250, batch: 12 });
        const rows = await readShopRows(source);
        const inVain = steps.filter(({ outcome }) => outcome === 'rollback').flatMap(({ changes }) => changes);
        const keys = inVain.flatMap((change) => (change.op === 'insert' ? change.rows.map((row) => [change.table, String(Object.values(row)[0])] as const) : []));
        expect(new Set(keys.map(([table]) => table))).toEqual(new Set(['users', 'products', 'sessions', 'events']));
        expect(keys.filter(([table, key]) => rows[table].has(key))).toEqual([]);
        expect([...rows.products.values()].filter(({ name }) => name === 'rolled back' || name === 'never seen')).toEqual([]);
    });

    it('goes on with a shop that is there, beside rows that people insert, without taking a key twice', async () => {
        const source = await postgres.newDatabase();
        const first = await lived(source, SMALL);
        await query(
            source,
            "with p as (insert into products (name, price) values ('by hand', 3) returning product_id), s as (insert into sessions default values returning session_id) insert into events (session_id, product_id, event_type, event_time, price) select session_id, product_id, 'view', '2026-01-01', 3 from p, s",
        );
        const model = new ShopModel(await readShopRows(source));
        const second = await lived(source, SMALL);
        expect(second.counts).toMatchObject({ refused: 0 });
        expect(second.steps[0]!.at).toBeGreaterThanOrEqual(first.steps.at(-1)!.at);
        expect(second.steps.flatMap(({ happenings }) => happenings)).not.toContain('opening');
        expect(sorted(await readShopRows(source))).toEqual(expected(second.steps, model));
        const keys = [...first.steps, ...second.steps].flatMap(({ happenings, changes }) =>
            changes.flatMap((change) => (change.op === 'insert' && !happenings.includes('deleted_and_inserted_again') ? change.rows.map((row) => `${change.table} ${Object.values(row)[0]}`) : [])),
        );
        expect(new Set(keys).size).toBe(keys.length);
    });

    it('does not wait for a shop that has run ahead, and opens one without users', async () => {
        const source = await postgres.newDatabase();
        const ahead = await lived(source, { ...SMALL, users: 0, products: 20, from: new Date('2089-01-01T00:00:00Z') });
        const { counts } = await lived(source, { transactions: 20 });
        expect([ahead.counts.refused, counts.committed + counts.rolledBack]).toEqual([0, 20]);
    });

    it('goes on when somebody else has changed what it remembers', async () => {
        const source = await postgres.newDatabase();
        const { counts } = await lived(source, SMALL, async (steps) => {
            if (steps === 100) await query(source, 'update products set product_id = product_id + 5000 where product_id < 1000000020');
        });
        expect(counts.refused).toBeGreaterThan(0);
        expect(counts.committed + counts.rolledBack + counts.refused).toBe(200);
    });

    it('ends with open transactions ended when it is told to, and then has no next step', async () => {
        const source = await postgres.newDatabase();
        const stop = new AbortController();
        const shop = await simulate(source, { ...SMALL, transactions: undefined, signal: stop.signal });
        const steps: PlannedStep[] = [];
        while (steps.at(-1)?.part !== 'beginning') steps.push((await shop.next())!);
        stop.abort();
        const last = (await shop.next())!;
        expect(last).toMatchObject({ part: 'end', transaction: steps.at(-1)!.transaction });
        expect(await shop.next()).toBeNull();
        await shop.close();
        expect(sorted(await readShopRows(source))).toEqual(expected([...steps, last]));
    });

    it('writes an open transaction again from its beginning when its end has waited too long for a lock', async () => {
        const source = await postgres.newDatabase();
        const impatient = { ...source, config: { ...source.config, options: `${source.config.options} -c lock_timeout=60ms` } };
        const stop = new AbortController();
        const shop = await simulate(impatient, { ...SMALL, signal: stop.signal });
        const steps: PlannedStep[] = [];
        while (steps.at(-1)?.part !== 'beginning') steps.push((await shop.next())!);
        stop.abort();
        const other = await connect(source);
        await other.query('begin');
        await other.query('select from products for update skip locked');
        const [last] = await Promise.all([shop.next(), sleep(200).then(() => other.query('commit'))]);
        await Promise.all([shop.close(), other.end()]);
        expect(last).toMatchObject({ part: 'end' });
        expect(shop.counts.refused).toBe(0);
        expect(sorted(await readShopRows(source))).toEqual(expected([...steps, last!]));
    });

    it('is refused without the tables, and beside another simulator', async () => {
        const empty = simulate(await postgres.newEmptyDatabase(), SMALL);
        await expect(empty).rejects.toThrow('call ./lake source for it first.');
        await expect(empty).rejects.toThrow(UsageError);
        const source = await postgres.newDatabase();
        const shop = await simulate(source, SMALL);
        await expect(simulate(source, SMALL)).rejects.toThrow(ExpectedError);
        await expect(simulate(source, SMALL)).rejects.toThrow('Another process writes to');
        await shop.close();
    });
});

describe('a source that goes away', () => {
    it('gets each transaction once, whenever its server or a session is killed', async () => {
        const source = await postgres.newDatabase();
        let kills = 0;
        const { steps, counts } = await lived(source, { ...SMALL, transactions: 180, batch: 12 }, async (count, { part }) => {
            // With a transaction open on a connection of its own.
            if (part === 'beginning' && kills < 2) {
                kills++;
                await postgres.kill9();
                await postgres.restart();
            } else if (count % 13 === 0) {
                await query(source, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lake simulate' and datname = current_database() order by random() limit 1");
            }
        });
        expect(counts.refused).toBe(0);
        expect(kills).toBe(2);
        expect(sorted(await readShopRows(source))).toEqual(expected(steps));
    });

    it.each(['request', 'reply'] as const)('gets a transaction once when the %s of its commit is lost on the way', async (lost) => {
        const source = await postgres.newDatabase();
        const way = await unsafeWay(source, lost);
        try {
            const { steps, counts } = await lived(way.source, SMALL);
            expect(way.losses()).toBeGreaterThan(5);
            expect(counts.refused).toBe(0);
            expect(sorted(await readShopRows(source))).toEqual(expected(steps));
        } finally {
            way.close();
        }
    });
});

/**
 * A way to a database that cuts the connection at every 31st commit: before it has arrived, and then the server does not notice
 * that its client is gone, or before it is confirmed.
 */
async function unsafeWay(source: Source, lost: 'request' | 'reply') {
    const commit = Buffer.from('commit\0');
    const sockets: Socket[] = [];
    let commits = 0;
    let losses = 0;
    const server = createServer((near) => {
        const far = connectSocket(source.config.port!, source.config.host!);
        sockets.push(near, far);
        near.on('data', (bytes) => {
            if (!bytes.includes(commit) || ++commits % 31 !== 0) return far.write(bytes);
            losses++;
            if (lost === 'request') return near.removeAllListeners('close').destroy();
            far.removeAllListeners('data').on('data', () => near.destroy());
            return far.write(bytes);
        });
        far.on('data', (bytes) => near.write(bytes));
        for (const [one, two] of [[near, far], [far, near]] as const) one.on('close', () => two.destroy()).on('error', () => two.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const close = () => {
        server.close();
        for (const socket of sockets) socket.destroy();
    };
    return { source: { ...source, config: { ...source.config, port } }, losses: () => losses, close };
}
