import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder } from '../../test/oracle/temporary-lake.js';
import { highestInRaw } from './highest-in-raw.js';

test('an empty raw has nothing that later changes must follow', async () => {
    await inFolder(async (raw) => {
        expect(await highestInRaw(raw)).toEqual({ time: 0, number: 0, generation: 0 });
    });
});

test('the load of empty tables, which has markers and no files, must be followed', async () => {
    await inFolder(async (raw) => {
        mkdirSync(join(raw, 'v3', '_loads'), { recursive: true });
        writeFileSync(join(raw, 'v3', '_loads', 'public.users.json'), JSON.stringify({ schema: 'public', table: 'users', start: '2026-11-22 10:00:00.250000', rows: 0 }));
        expect(await highestInRaw(raw)).toEqual({ time: Date.UTC(2026, 10, 22, 10) / 10 + 25, number: 0, generation: 3 });
    });
});
