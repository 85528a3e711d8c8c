import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openLake, upgradeLake } from '../local/engine/lake.js';
import { upgrades } from '../local/engine/upgrades.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { nextPlan } from '../local/engine/plan.js';
import { wholeRawFiles } from '../local/engine/raw-files.js';
import { run } from '../local/engine/run.js';
import { ExpectedError } from '../local/errors.js';
import { checksum } from '../local/history/checksum.js';
import { importFile } from '../local/history/import-file.js';
import { manifestPath, readManifests } from '../local/history/manifest.js';
import { dropRecords } from '../local/quarantine/drop.js';
import { releaseRecords } from '../local/quarantine/release.js';
import { requireRecords } from '../local/quarantine/select-records.js';
import { Steps } from '../local/steps.js';
import { BACK_TO_VERSION_4 } from './oracle/earlier-lakes.js';
import { allRows, STEADY_TABLES } from './oracle/lake-rows.js';
import { inFolder, openNewLake, temporaryFolder } from './oracle/temporary-lake.js';

/** As if someone had changed the rule in sql/clean/events.sql: a price of 0 is good from then on. */
const rule = vi.hoisted(() => ({ isMended: false }));
vi.mock('../local/engine/sql-files.js', async (original) => {
    const files = await original<typeof import('../local/engine/sql-files.js')>();
    return {
        ...files,
        sqlFile: (name: string) => {
            const text = files.sqlFile(name);
            if (!rule.isMended || name !== 'clean/events.sql') return text;
            expect(text).toContain('price is null or price <= 0');
            return text.replace('price is null or price <= 0', 'price is null or price < 0');
        },
    };
});
beforeEach(() => {
    rule.isMended = false;
});

const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
const line = (second: number, { price = '1.00', type = 'view' } = {}) =>
    `2020-04-01 00:00:${String(second).padStart(2, '0')} UTC,${type},${second % 3},100,a.b,acme,${price},7,s${second % 2}`;

async function imported(folder: string, name: string, lines: readonly string[]) {
    const paths = lakePaths(folder);
    mkdirSync(paths.scratch, { recursive: true });
    const file = join(folder, `${name}.csv`);
    writeFileSync(file, `${[HEADER, ...lines].join('\n')}\n`);
    await importFile(paths, file);
}

async function inLake<T>(folder: string, work: (lake: Awaited<ReturnType<typeof openLake>>) => Promise<T>): Promise<T> {
    const lake = await openNewLake(folder);
    try {
        return await work(lake);
    } finally {
        lake.database.close();
    }
}

const published = (folder: string) => inLake(folder, (lake) => allRows(lake.database, STEADY_TABLES.filter((table) => table !== 'clean.quarantine')));
const statuses = (folder: string) =>
    inLake(folder, ({ database }) =>
        database.rows('select rule_name, value, status, run_id::integer as run_id, released_run_id::integer as released, drop_reason as reason from clean.quarantine order by all'),
    );

// The second line is good twice, the third broken twice, of which one comes in a later file.
const FIRST = [line(1), line(2), line(2), line(3, { price: '0' }), line(4, { type: 'look' })];
const SECOND = [line(3, { price: '0' }), line(5, { price: '0.00' })];

async function makeBroken(folder: string) {
    await imported(folder, 'first', FIRST);
    await inLake(folder, (lake) => run(lake));
    await imported(folder, 'second', SECOND);
    await inLake(folder, (lake) => run(lake));
}

/** A lake of these files by the rule as it is, which is copied. */
const made = temporaryFolder();
beforeAll(() => makeBroken(join(made.path, 'broken')));
afterAll(() => made.remove());

async function broken(folder: string) {
    if (rule.isMended) await makeBroken(folder);
    else cpSync(join(made.path, 'broken'), folder, { recursive: true });
}

describe('a release after the rule was mended', () => {
    test('publishes what would be there if the rule had been so from the start, with an account of its own', async () => {
        await inFolder(async (folder) => {
            await broken(join(folder, 'late'));
            rule.isMended = true;
            const outcome = await inLake(join(folder, 'late'), (lake) => releaseRecords(lake, 'true'));
            expect(outcome).toEqual({ runId: 3, released: 3, stillBroken: 1 });
            await broken(join(folder, 'early'));
            expect(await published(join(folder, 'late'))).toEqual(await published(join(folder, 'early')));
            expect(await statuses(join(folder, 'late'))).toEqual([
                { rule_name: 'event_type_known', value: 'look', status: 'open', run_id: 1, released: null, reason: null },
                { rule_name: 'price_positive', value: '0.0000', status: 'released', run_id: 1, released: 3, reason: null },
                { rule_name: 'price_positive', value: '0.0000', status: 'released', run_id: 2, released: 3, reason: null },
                { rule_name: 'price_positive', value: '0.0000', status: 'released', run_id: 2, released: 3, reason: null },
            ]);
            // What was set aside by a run is what its account says, and the account of the release closes too.
            const accounts = await inLake(join(folder, 'late'), ({ database }) =>
                database.rows(`
                    select run_id::integer as run, records::integer as records, applied::integer as applied, duplicate::integer as duplicate, quarantined::integer as quarantined
                    from model.run_accounts where table_name = 'events' order by run_id`),
            );
            expect(accounts).toEqual([
                { run: 1, records: 5, applied: 2, duplicate: 1, quarantined: 2 },
                { run: 2, records: 2, applied: 0, duplicate: 0, quarantined: 2 },
                { run: 3, records: 3, applied: 2, duplicate: 1, quarantined: 0 },
            ]);
        });
    });

    test('gives the same for any lines, cut into runs and releases anywhere', async () => {
        const lines = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom('0', '1.00', '-1'), fc.constantFrom('view', 'cart', 'look')), { minLength: 1, maxLength: 8 });
        await fc.assert(
            fc.asyncProperty(lines, lines, fc.boolean(), async (first, second, isReleasedBetween) => {
                const texts = [first, second].map((part) => part.map(([second, price, type]) => line(second, { price, type })));
                await inFolder(async (folder) => {
                    const [late, early] = [join(folder, 'late'), join(folder, 'early')];
                    rule.isMended = false;
                    await imported(late, 'first', texts[0]!);
                    await inLake(late, (lake) => run(lake));
                    if (isReleasedBetween) {
                        rule.isMended = true;
                        await inLake(late, (lake) => releaseRecords(lake, 'true'));
                        rule.isMended = false;
                    }
                    await imported(late, 'second', texts[1]!);
                    await inLake(late, (lake) => run(lake));
                    rule.isMended = true;
                    await inLake(late, (lake) => releaseRecords(lake, 'true'));
                    await imported(early, 'both', texts.flat());
                    await inLake(early, (lake) => run(lake));
                    // Records of products, sessions and users are of other files, so that only their numbers differ.
                    expect((await published(late))['model.fact_user_events']).toEqual((await published(early))['model.fact_user_events']);
                    expect((await published(late))['model.fact_sessions']).toEqual((await published(early))['model.fact_sessions']);
                });
            }),
            { numRuns: 3 },
        );
    });

    test('is finished by the next run when it dies between clean and model', async () => {
        await inFolder(async (folder) => {
            await broken(folder);
            rule.isMended = true;
            const dies = new Steps({
                begun: (step) => {
                    if (step === 'model.fact_user_events') throw new Error('dies here');
                },
            });
            await expect(inLake(folder, (lake) => releaseRecords(lake, 'true', dies))).rejects.toThrow('dies here');
            expect(await inLake(folder, (lake) => releaseRecords(lake, 'true')).catch((error: Error) => error)).toEqual(new ExpectedError('Run 3 was broken off: call run first, which takes it up again.'));
            expect(await inLake(folder, (lake) => run(lake))).toMatchObject({ runId: 3, isResumed: true });
            expect((await published(folder))['model.fact_user_events']).toHaveLength(4);
        });
    });
});

describe('a release while the rule stands', () => {
    test('changes nothing', async () => {
        await inFolder(async (folder) => {
            await broken(folder);
            const before = [await published(folder), await statuses(folder)];
            expect(await inLake(folder, (lake) => releaseRecords(lake, 'true'))).toEqual({ runId: null, released: 0, stillBroken: 4 });
            expect([await published(folder), await statuses(folder)]).toEqual(before);
            expect(await inLake(folder, (lake) => run(lake))).toBeNull();
        });
    });

    test('is refused while a run is unfinished', async () => {
        await inFolder(async (folder) => {
            await imported(folder, 'first', FIRST);
            await inLake(folder, async (lake) => {
                await nextPlan(lake.database, wholeRawFiles(lake.paths.raw));
                await expect(releaseRecords(lake, 'true')).rejects.toThrow('Run 1 was broken off: call run first');
            });
        });
    });
});

describe('a dropped record', () => {
    test('stays hidden with its reason, also in a lake that is built anew, and where the rule has been mended since', async () => {
        await inFolder(async (folder) => {
            await broken(folder);
            expect(await inLake(folder, (lake) => dropRecords(lake, `rule_name = 'price_positive'`, 'free samples'))).toBe(3);
            const kept = await statuses(folder);
            expect(kept.map(({ rule_name, status, reason }) => [rule_name, status, reason])).toEqual([
                ['event_type_known', 'open', null],
                ['price_positive', 'dropped', 'free samples'],
                ['price_positive', 'dropped', 'free samples'],
                ['price_positive', 'dropped', 'free samples'],
            ]);
            rule.isMended = true;
            expect(await inLake(folder, (lake) => releaseRecords(lake, 'true'))).toMatchObject({ released: 0 });
            const before = await published(folder);
            rmSync(join(folder, 'lake.duckdb'));
            await inLake(folder, (lake) => run(lake));
            expect(await published(folder)).toEqual(before);
            expect((await statuses(folder)).map(({ rule_name, status, reason }) => [rule_name, status, reason])).toEqual(kept.map(({ rule_name, status, reason }) => [rule_name, status, reason]));
        });
    });

    test('is chosen by the condition, its copies with it, and dropping twice keeps the first reason', async () => {
        await inFolder(async (folder) => {
            await broken(folder);
            expect(await inLake(folder, (lake) => dropRecords(lake, `run_id = 1 and rule_name = 'price_positive'`, 'first'))).toBe(2);
            expect(await inLake(folder, (lake) => dropRecords(lake, `run_id = 1 and rule_name = 'price_positive'`, 'second'))).toBe(0);
            expect((await statuses(folder)).filter(({ status }) => status === 'dropped').map(({ reason }) => reason)).toEqual(['first', 'first']);
        });
    });
});

describe('a record that was set aside', () => {
    test('is published when it comes again after its rule was mended', async () => {
        await inFolder(async (folder) => {
            await imported(folder, 'first', [line(3, { price: '0' })]);
            await inLake(folder, (lake) => run(lake));
            rule.isMended = true;
            await imported(folder, 'again', [line(3, { price: '0' }), line(4)]);
            await inLake(folder, (lake) => run(lake));
            const shown = await published(folder);
            expect(shown['model.fact_user_events']).toHaveLength(2);
            rmSync(join(folder, 'lake.duckdb'));
            await inLake(folder, (lake) => run(lake));
            expect((await published(folder))['model.fact_user_events']).toEqual(shown['model.fact_user_events']);
        });
    });

    test('stays dropped when it comes again from another file, after a drop that died half way too', async () => {
        await inFolder(async (folder) => {
            await broken(folder);
            await inLake(folder, (lake) => dropRecords(lake, `rule_name = 'price_positive'`, 'samples'));
            // As if the lake had not been told: the note beside raw is what counts.
            await inLake(folder, ({ database }) => database.run(`update clean.quarantine set status = 'open', dropped_at = null, drop_reason = null`));
            rule.isMended = true;
            expect(await inLake(folder, (lake) => releaseRecords(lake, 'true'))).toMatchObject({ released: 0, stillBroken: 1 });
            await imported(folder, 'third', [line(9), line(3, { price: '0' })]);
            await inLake(folder, (lake) => run(lake));
            expect((await statuses(folder)).filter(({ rule_name }) => rule_name === 'price_positive').map(({ status, reason }) => [status, reason])).toEqual(Array.from({ length: 4 }, () => ['dropped', 'samples']));
            expect((await published(folder))['model.fact_user_events']).toHaveLength(3);
        });
    });

    test('is set aside once more when its file is imported anew, and released by its new place', async () => {
        await inFolder(async (folder) => {
            await imported(folder, 'first', FIRST);
            await inLake(folder, (lake) => run(lake));
            // The same file with its rows in another order, as a second import may write them.
            const paths = lakePaths(folder);
            const [manifest] = readManifests(paths.raw);
            const entry = manifest!.files.find(({ table }) => table === 'events')!;
            const file = join(paths.raw, entry.path);
            await inLake(folder, ({ database }) => database.run(`copy (from read_parquet('${file}') order by event_id desc) to '${file}.new' (format parquet)`));
            renameSync(`${file}.new`, file);
            const anew = { ...entry, bytes: statSync(file).size, checksum: await checksum(file) };
            expect(anew.checksum).not.toBe(entry.checksum);
            writeFileSync(manifestPath(paths.raw, manifest!.digest), JSON.stringify({ ...manifest, files: manifest!.files.map((one) => (one === entry ? anew : one)) }));
            rule.isMended = true;
            await expect(inLake(folder, (lake) => releaseRecords(lake, 'true'))).rejects.toThrow('was imported anew since its records were set aside: call run first');
            rule.isMended = false;
            await inLake(folder, (lake) => run(lake));
            expect(await statuses(folder)).toMatchObject([{ rule_name: 'event_type_known', status: 'open', run_id: 2 }, { rule_name: 'price_positive', status: 'open', run_id: 2 }]);
            rule.isMended = true;
            expect(await inLake(folder, (lake) => releaseRecords(lake, 'true'))).toMatchObject({ released: 1, stillBroken: 1 });
            expect((await published(folder))['model.fact_user_events']).toHaveLength(3);
        });
    });

    test('is not released from a file whose bytes have changed', async () => {
        await inFolder(async (folder) => {
            await broken(folder);
            const [file] = wholeRawFiles(lakePaths(folder).raw).filter(({ table }) => table === 'events');
            const path = join(lakePaths(folder).raw, file!.path);
            const bytes = readFileSync(path);
            bytes[20]! ^= 1;
            writeFileSync(path, bytes);
            rule.isMended = true;
            await expect(inLake(folder, (lake) => releaseRecords(lake, 'true'))).rejects.toThrow('has other bytes than when it was written');
        });
    });

    test('is not chosen by the beginning of a name that several have', async () => {
        await inFolder(async (folder) => {
            await broken(folder);
            await inLake(folder, async ({ database }) => {
                await database.run(`update clean.quarantine set quarantine_id = 'abcd0' || rule_name`);
                await expect(requireRecords(database, ['abcd'])).rejects.toThrow('Several records begin with abcd, such as abcd0event_type_known and abcd0price_positive: give more digits.');
                // Copies of one record are one.
                await requireRecords(database, ['abcd0p', 'abcd0e']);
            });
        });
    });

    test('is not touched where a note of dropped records is damaged', async () => {
        await inFolder(async (folder) => {
            await broken(folder);
            await inLake(folder, (lake) => dropRecords(lake, 'true', 'x'));
            const notes = join(folder, 'raw', '_dropped');
            const [name] = readdirSync(notes);
            truncateSync(join(notes, name!), statSync(join(notes, name!)).size - 10);
            await expect(inLake(folder, (lake) => run(lake))).rejects.toThrow(`The notes of dropped records in ${JSON.stringify(join(notes, name!))} cannot be read`);
        });
    });
});

describe('a lake of version 1', () => {
    const VERSION_1 = `create table clean.quarantine (table_name varchar not null, rule_name varchar not null, value varchar, file varchar not null,
        file_row bigint not null, run_id bigint not null, record varchar not null)`;
    let names: string[];
    beforeEach(() => {
        names = Object.keys(upgrades);
    });
    afterEach(() => {
        expect(names).toEqual(['1', '2', '3', '4', '5']);
    });

    test('gets names and statuses for its quarantine, as a new lake has them', async () => {
        await inFolder(async (folder) => {
            await imported(folder, 'first', FIRST);
            await inLake(folder, (lake) => run(lake));
            const describeTable = () => inLake(folder, ({ database }) => database.rows('select * from (describe clean.quarantine)'));
            const contents = () => inLake(folder, ({ database }) => database.rows('from clean.quarantine order by quarantine_id'));
            const ledger = () =>
                inLake(folder, async ({ database }) => [
                    await database.rows('select * from (describe state.ledger)'),
                    await database.rows('select * from (describe state.loads)'),
                    await database.rows('select * exclude (rows) from state.ledger order by path'),
                ]);
            const now = [await describeTable(), await contents(), await ledger()];
            await inLake(folder, async ({ database }) => {
                await database.run(`alter table clean.quarantine rename to now; ${VERSION_1};
                    insert into clean.quarantine select table_name, rule_name, value, file, file_row, run_id, record from clean.now;
                    drop table clean.now; drop table state.loads;
                    create or replace table state.ledger as select * exclude (rows) from state.ledger; alter table model.fact_sessions drop column furthest_stage_in_order; drop table model.recurrence_policies;
                    ${BACK_TO_VERSION_4};
                    update state.version set version = 1`);
            });
            await expect(openLake(folder)).rejects.toThrow(`The lake in ${folder} has version 1, this program writes 6; call upgrade first.`);
            expect(await upgradeLake(folder)).toBe(1);
            expect([await describeTable(), await contents(), await ledger()]).toEqual(now);
        });
    });
});
