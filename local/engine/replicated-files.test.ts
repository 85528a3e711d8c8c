import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inFolder } from '../../test/oracle/temporary-lake.js';
import { Database, literal } from './database.js';
import { replicatedFiles } from './replicated-files.js';

let database: Database;
beforeAll(async () => {
    database = await Database.open(':memory:', '');
    await database.run('create schema state');
    await database.run('create table state.ledger (path varchar, checksum varchar, table_name varchar, bytes bigint, rows bigint, run_id bigint)');
});
afterAll(() => database.close());

const PATH = 'v1/public/events/LOAD00000001.parquet';

async function writeFile(raw: string, path: string, rows: number): Promise<void> {
    mkdirSync(join(raw, path, '..'), { recursive: true });
    await database.run(`copy (from range(${rows})) to ${literal(join(raw, path))} (format parquet)`);
}

describe('a replicated file', () => {
    test('is described by its own end, where the path of raw is a pattern that another one matches too', async () => {
        await inFolder(async (folder) => {
            for (const [name, rows] of [['a[1]', 2], ['a1', 3], ['b*r', 4], ['bar', 5], ["q'b", 6]] as const) await writeFile(join(folder, name), PATH, rows);
            for (const [name, rows] of [['a[1]', 2], ['b*r', 4], ["q'b", 6]] as const) {
                expect((await replicatedFiles(database, join(folder, name))).map((file) => [file.path, file.rows])).toEqual([[PATH, rows]]);
            }
        });
    });

    test('that leads nowhere, or is no Parquet, is named among others that are whole', async () => {
        await inFolder(async (folder) => {
            await writeFile(folder, PATH, 2);
            symlinkSync(join(folder, 'nowhere'), join(folder, 'v1/public/events/LOAD00000002.parquet'));
            await writeFile(folder, 'v1/public/events/LOAD00000003.parquet', 2);
            await expect(replicatedFiles(database, folder)).rejects.toThrow(
                new RegExp(`^"[^"]*LOAD00000002\\.parquet" cannot be read \\(.+\\): put the right file back, or load its table anew with \`\\./lake replicate --reload events --lake ".+"\``),
            );
        });
    });
});
