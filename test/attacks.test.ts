import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ExpectedError } from '../local/errors.js';
import { openLake } from '../local/engine/lake.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { nextPlan } from '../local/engine/plan.js';
import { EVERYTHING, FACTS, publishWhole } from '../local/engine/publish-whole.js';
import { wholeRawFiles } from '../local/engine/raw-files.js';
import { run } from '../local/engine/run.js';
import { importFile } from '../local/history/import-file.js';
import { writeShopMonth } from '../local/source/shop-month.js';
import { allRows, STEADY_TABLES } from './oracle/lake-rows.js';
import { importAll, inFolder, withLake } from './oracle/temporary-lake.js';

const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
const row = (number: number, values: { brand?: string; price?: string } = {}) =>
    `2020-04-01 00:00:00 UTC,view,${number},100,a.b,${values.brand ?? 'acme'},${values.price ?? '1.00'},7,s${number}`;

async function imported(folder: string, content: string | Buffer, name = 'lines.csv') {
    const file = join(folder, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
    const paths = lakePaths(join(folder, 'lake'));
    mkdirSync(paths.scratch, { recursive: true });
    return { file, manifest: (await importFile(paths, file)).manifest };
}

describe('no line is lost without a word', () => {
    // DuckDB's reader drops what follows a quote that is not closed; 30,000 lines are more than one of its buffers.
    test.each([
        ['csv', (text: string) => text],
        ['csv.gz', (text: string) => gzipSync(text)],
    ])('when a quote is not closed in a %s: the line is set aside and all others are read', async (ending, write) => {
        await inFolder(async (folder) => {
            const lines = Array.from({ length: 30_000 }, (_, number) => row(number, number === 1000 ? { brand: '"x' } : {}));
            const { manifest } = await imported(folder, write(`${HEADER}\n${lines.join('\n')}\n`), `lines.${ending}`);
            expect([manifest.lines, manifest.rejected]).toEqual([30_000, 1]);
        });
    });

    test('when values in quotes have commas, line ends and quotes', async () => {
        await inFolder(async (folder) => {
            const lines = [row(1, { brand: '"a, ""b""\nc"' }), '', row(2, { brand: '"d"' })];
            const { manifest } = await imported(folder, `${HEADER}\n${lines.join('\n')}`);
            expect([manifest.lines, manifest.rejected]).toEqual([2, 0]);
        });
    });

    test('when a price would be rounded: the line is set aside', async () => {
        await inFolder(async (folder) => {
            const lines = ['1.23456', '0.00001', '1e-7', '1_0.0', '0.30000000000000004', '1e-20', '1.230000', '1.2345', '1e2', '1.23456e2'].map((price, number) => row(number, { price }));
            const { manifest } = await imported(folder, `${HEADER}\n${lines.join('\n')}\n`);
            expect([manifest.lines, manifest.rejected]).toEqual([10, 6]);
        });
    });
});

describe('a file is read and no other', () => {
    test.each(['a[1].csv', 'b*.csv', 'c?.csv', "d'e.csv", 'brand=evil/z.csv'])('when it is called %s', async (name) => {
        await inFolder(async (folder) => {
            writeFileSync(join(folder, 'a1.csv'), `${HEADER}\n${row(1, { brand: 'wrong' })}\n`);
            writeFileSync(join(folder, 'bb.csv'), `${HEADER}\n${row(1, { brand: 'wrong' })}\n`);
            writeFileSync(join(folder, 'cc.csv'), `${HEADER}\n${row(1, { brand: 'wrong' })}\n`);
            await imported(folder, `${HEADER}\n${row(2, { brand: 'right' })}\n`, name);
            await withLake(join(folder, 'lake'), [], async ({ database }) => {
                expect(await database.rows('select brand from model.fact_user_events')).toEqual([{ brand: 'right' }]);
            });
        });
    });

    test('when the lake stands in a folder that reads like a pattern or a column', async () => {
        await inFolder(async (folder) => {
            for (const name of ['l[x]', 'lx', 'product_id=77']) {
                // DuckDB reads what is decompressed from a named pipe.
                const file = join(folder, `${name}.csv.gz`);
                writeFileSync(file, gzipSync(`${HEADER}\n${row(name.length, { brand: name })}\n`));
                await withLake(join(folder, name), importAll([file]), async ({ database }) => {
                    expect(await database.rows('select brand, product_id from model.fact_user_events')).toEqual([{ brand: name, product_id: BigInt(name.length) }]);
                });
            }
        });
    });
});

describe('a run', () => {
    test('stops by name when a file of its unfinished plan is gone, and goes on when it is back', async () => {
        await inFolder(async (folder) => {
            await imported(folder, `${HEADER}\n${row(1)}\n`);
            const lake = await openLake(join(folder, 'lake'));
            try {
                await nextPlan(lake.database, wholeRawFiles(lake.paths.raw));
                const manifests = join(lake.paths.raw, 'history', '_imports');
                renameSync(manifests, `${manifests}-away`);
                await expect(run(lake)).rejects.toThrow(ExpectedError);
                renameSync(`${manifests}-away`, manifests);
                expect(await run(lake)).toMatchObject({ runId: 1, isResumed: true, files: 6 });
                expect(await lake.database.row('select count(*) as n from model.fact_user_events')).toEqual({ n: 1n });
            } finally {
                lake.database.close();
            }
        });
    });

    test('gives the same tables in pieces as at once', async () => {
        await inFolder(async (folder) => {
            const file = join(folder, 'month.csv.gz');
            await writeShopMonth(file, { rows: 3000, faults: true, duplicates: 0.05 });
            const build = async (name: string, pieceRows?: number) => {
                const paths = lakePaths(join(folder, name));
                mkdirSync(paths.scratch, { recursive: true });
                await importFile(paths, file);
                const lake = await openLake(paths.folder);
                try {
                    await run(lake, { pieceRows });
                    const counts = await lake.database.rows('select * from model.run_accounts order by table_name');
                    return { counts, tables: await allRows(lake.database, STEADY_TABLES.filter((table) => table !== 'clean.quarantine')) };
                } finally {
                    lake.database.close();
                }
            };
            expect(await build('pieces', 200)).toEqual(await build('whole'));
        });
    });

    test('refuses pieces of a fact that are not as many events as there are', async () => {
        await inFolder(async (folder) => {
            const file = join(folder, 'lines.csv');
            writeFileSync(file, [HEADER, ...Array.from({ length: 50 }, (_, number) => row(number))].join('\n'));
            await withLake(join(folder, 'lake'), importAll([file]), async ({ database }) => {
                for (const [name, text] of Object.entries(EVERYTHING)) await database.run(`create or replace temp view ${name} as ${text}`);
                for (const name of FACTS) {
                    const refused = new RegExp(`50 events are to be published, and model.${name} has 100 of them`);
                    await expect(publishWhole({ database, name, pieceRows: 10 }), name).rejects.toThrow(refused);
                    expect(await publishWhole({ database, name, pieceRows: 10, isDoubted: true }), name).toBe(50);
                }
            });
        });
    });

    test('refuses two records of one key and one place in the order that differ, and changes nothing', async () => {
        await inFolder(async (folder) => {
            await imported(folder, `${HEADER}\n${row(1)}\n`);
            const lake = await openLake(join(folder, 'lake'));
            try {
                await run(lake);
                // As if the hashes of two rows had collided: the same key with another price, from another file.
                await lake.database.run('update clean.events set price = 2');
                writeFileSync(join(folder, 'again.csv'), `${HEADER}\n${row(1)}\n${row(2)}\n`);
                await importFile(lake.paths, join(folder, 'again.csv'));
                await expect(run(lake)).rejects.toThrow(/Two different records of events have the key 1585699200000\d{17} and the same place/);
                expect(await lake.database.row('select count(*) as n from clean.events')).toEqual({ n: 1n });
            } finally {
                lake.database.close();
            }
        });
    });
});

describe('what a killed import left', () => {
    test('is cleared away by the next', async () => {
        await inFolder(async (folder) => {
            const scratch = join(folder, 'lake', 'scratch');
            // no process has the number 2^22 and more on Linux
            mkdirSync(join(scratch, 'import-0123456789abcdef-99999999'), { recursive: true });
            await imported(folder, `${HEADER}\n${row(1)}\n`);
            expect(readdirSync(scratch)).toEqual([]);
            rmSync(scratch, { recursive: true });
        });
    });
});
