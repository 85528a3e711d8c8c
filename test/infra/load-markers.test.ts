import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLoadFile, together } from '../../infra/functions/mark-loads/load-file.js';
import { type LoadFiles, markersToWrite, type TableLooks } from '../../infra/functions/mark-loads/markers-to-write.js';
import { lakePaths } from '../../local/engine/lake-paths.js';
import { replicate } from '../../local/replication/replicate.js';
import { replicationPaths } from '../../local/replication/replication-paths.js';
import { connect } from '../../local/source/connect.js';
import { simulate } from '../../local/source/shop/simulate.js';
import { Steps } from '../../local/steps.js';
import { isRecordFile, type LoadMarker, markerFile, tableFolder } from '../../tables/derive/raw-layout.js';
import { sourceTables } from '../../tables/index.js';
import { inFolder } from '../oracle/temporary-lake.js';
import { type TestPostgres, testPostgres } from '../oracle/test-postgres.js';

const TABLES = sourceTables.map(({ name }) => name);
let postgres: TestPostgres;

beforeAll(async () => {
    postgres = await testPostgres();
});
afterAll(async () => await postgres?.stop());

async function filesOfLoad(raw: string, table: string): Promise<LoadFiles> {
    const folder = join(raw, tableFolder(1, table));
    const names = readdirSync(folder).filter(isRecordFile);
    return together(await Promise.all(names.map(async (name) => await readLoadFile(await asyncBufferFromFile(join(folder, name))))));
}

test('markers made from the files of a load and the counts of its source say what replication itself says, also of a table without rows', async () => {
    await inFolder(async (lake) => {
        const source = await postgres.newDatabase();
        const shop = await simulate(source, { seed: 11, from: new Date('2026-01-05T12:00:00Z'), rate: 'max', transactions: 300, users: 50, products: 40 });
        while (await shop.next());
        await shop.close();
        const client = await connect(source);
        await client.query('alter table public.events disable trigger refuse_truncate');
        await client.query('truncate public.events');
        const counts = new Map<string, number>();
        for (const table of TABLES) counts.set(table, Number((await client.query<{ rows: string }>(`select count(*) as rows from public.${table}`)).rows[0]!.rows));
        await client.end();
        await replicate({
            reach: async () => source,
            paths: replicationPaths(lakePaths(lake)),
            publication: 'lake',
            interval: 1_000,
            fullAt: 1e8,
            warnAt: 1e12,
            giveUpAt: 1e13,
            isOnce: true,
            signal: new AbortController().signal,
            observer: {},
            steps: new Steps(),
        });

        const { raw } = lakePaths(lake);
        const written = TABLES.map((table) => {
            const { position: _, ...marker } = JSON.parse(readFileSync(join(raw, markerFile(1, table)), 'utf8')) as LoadMarker;
            return marker;
        });
        rmSync(join(raw, 'v1', '_loads'), { recursive: true });
        const loadedAt = new Date();
        const looks = new Map(TABLES.map((table): [string, TableLooks] => [table, { state: 'Table completed', rows: counts.get(table)!, errorRows: 0, isReloaded: false, beganAt: loadedAt, loadedAt }]));
        const files = new Map<string, LoadFiles>();
        for (const table of TABLES) if (counts.get(table)! > 0) files.set(table, await filesOfLoad(raw, table));
        const { markers, waiting, refused, notReplicated } = markersToWrite({
            tables: TABLES,
            task: { status: 'running', startedAt: null, resumedAt: null, isLoaded: true },
            looks,
            files,
            marked: new Map(),
            now: new Date(loadedAt.getTime() + 11 * 60_000),
        });
        expect([waiting.size, refused.size, notReplicated.size]).toEqual([0, 0, 0]);
        expect([...markers].sort(byTable)).toEqual([...written].sort(byTable));
        expect(counts.get('events')).toBe(0);
        expect(counts.get('sessions')).toBeGreaterThan(0);
    });
});

const byTable = (one: LoadMarker, other: LoadMarker): number => (one.table < other.table ? -1 : 1);
