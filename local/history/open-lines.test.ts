import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../errors.js';
import { Database } from '../engine/database.js';
import { openLines, splitFirstLine } from './open-lines.js';

describe('the fields of a first line', () => {
    it.each([
        ['a,b,c', ['a', 'b', 'c']],
        ['', ['']],
        [',a,', ['', 'a', '']],
        ['"a,b",c', ['a,b', 'c']],
        ['"say ""yes""",c', ['say "yes"', 'c']],
        ['"",a', ['', 'a']],
        ['a b,"c"', ['a b', 'c']],
        ['"a"', ['a']],
    ])('of %s are %j', (line, fields) => {
        expect(splitFirstLine(line)).toEqual(fields);
    });
});

const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
const ROW = '2019-10-01 00:00:00 UTC,view,1,2,a.b,apple,1.5,3,s';

let folder: string;
let database: Database;
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lines-test-'));
    database = await Database.open(':memory:', folder);
});
afterAll(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
});

/** Writes the content as a file, and opens it. */
async function opened(name: string, content: string | Buffer) {
    const file = join(folder, name);
    writeFileSync(file, content);
    const lines = await openLines(database, file, folder);
    return async () => {
        let rows: Record<string, string | null>[] = [];
        const broken = await lines.read(async (relation) => {
            rows = await database.rows<Record<string, string | null>>(`select * from ${relation}`);
            const lineEnds = rows.flatMap((row) => Object.values(row)).reduce((sum, value) => sum + (value ?? '').split('\n').length - 1, 0);
            return { rows: rows.length, lineEnds: async () => lineEnds };
        });
        return { rows, broken };
    };
}

describe('the lines of a file', () => {
    it('are nine columns of text, null where nothing stands', async () => {
        const read = await opened('plain.csv', `${HEADER}\n2019-10-01 00:00:00 UTC,view,1,,,"",1.50,3,\n`);
        expect((await read()).rows).toEqual([
            { event_time: '2019-10-01 00:00:00 UTC', event_type: 'view', product_id: '1', category_id: null, category_code: null, brand: null, price: '1.50', user_id: '3', user_session: null },
        ]);
    });

    it('are known as gzip by their first bytes, whatever the name of the file', async () => {
        const read = await opened('zipped.csv', gzipSync(`${HEADER}\r\n${ROW}\r\n`));
        expect((await read()).rows).toMatchObject([{ event_time: '2019-10-01 00:00:00 UTC', user_session: 's' }]);
    });

    it('may lack the columns of brand and category, which are null then', async () => {
        const read = await opened('short.csv', 'event_type,event_time,product_id,price,user_id,user_session\nview,2019-10-01,1,2,3,s\n');
        expect((await read()).rows).toEqual([
            { event_time: '2019-10-01', event_type: 'view', product_id: '1', category_id: null, category_code: null, brand: null, price: '2', user_id: '3', user_session: 's' },
        ]);
    });

    it('may have commas, doubled quotes and line ends in quoted values', async () => {
        const read = await opened('quoted.csv', `${HEADER}\n2019-10-01,view,1,2,a.b,"a, ""b""\nc",1,3,s\n`);
        expect((await read()).rows.map(({ brand }) => brand)).toEqual(['a, "b"\nc']);
    });

    it('that are no rows are told with their place, reason and text', async () => {
        const read = await opened('broken.csv', `${HEADER}\n${ROW}\ntoo,short\n${ROW},too long\n${ROW}`);
        const { rows, broken: query } = await read();
        expect(rows).toHaveLength(2);
        const broken = await database.rows<{ line: bigint; text: string }>(`select line, text from (${query}) order by line`);
        expect(broken.map(({ line, text }) => [Number(line), text])).toEqual([
            [3, 'too,short'],
            [4, `${ROW},too long`],
        ]);
    });
});

describe('a file is refused', () => {
    it('when it is empty', async () => {
        await expect(opened('empty.csv', '')).rejects.toThrow(UsageError);
    });

    it('when its gzip is broken', async () => {
        const whole = gzipSync(`${HEADER}\n${ROW}\n`);
        await expect(opened('cut.csv.gz', whole.subarray(0, 12))).rejects.toThrow(/cut\.csv\.gz" is cut off/);
    });

    it('when its first line does not end within a megabyte', async () => {
        await expect(opened('endless.csv', 'x'.repeat(1_100_000))).rejects.toThrow('first line is longer');
    });
});
