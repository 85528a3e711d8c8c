import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type AsyncBuffer, asyncBufferFromFile } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { inFolder } from '../../../test/oracle/temporary-lake.js';
import { readLoadFile, together } from './load-file.js';

const START = '2026-11-22 14:16:05.791000';

/** A Parquet file of a query's rows, as DuckDB writes it, and which bytes of it were asked for. */
async function written(query: string, options: string): Promise<{ readonly found: Awaited<ReturnType<typeof readLoadFile>>; readonly bytesRead: number; readonly bytes: number }> {
    return await inFolder(async (folder) => {
        const path = join(folder, 'LOAD00000001.parquet');
        const connection = await (await DuckDBInstance.create()).connect();
        await connection.run(`copy (${query}) to '${path}' (format parquet, ${options})`);
        connection.closeSync();
        const file = await asyncBufferFromFile(path);
        let bytesRead = 0;
        const counted: AsyncBuffer = {
            byteLength: file.byteLength,
            slice: (start, end = file.byteLength) => {
                bytesRead += end - start;
                return file.slice(start, end);
            },
        };
        return { found: await readLoadFile(counted), bytesRead, bytes: file.byteLength };
    });
}

/** Six rows of two groups by Apache Arrow 26 (pyarrow): GZIP, data pages of version 2, `write_statistics=False`. */
const WITHOUT_STATISTICS = `
UEFSMRUEFQoVMkwVAhUAEgAAH4sIAAAAAAACA2NkYGDwBACZJ0L0BQAAABUGFQoVClwVCBUAFQgVEBUEFQASHAAAAAgBAQgAFQQVQBU+TBUIFQASAAAfiwgAAAAAAAIDY2SAACYozQylWaA0AAAmaZ
wgAAAAFQYVDBUMXBUIFQAVCBUQFQQVABIcAAAACAECA+QAFQQVPBVkTBUCFQASAAAfiwgAAAAAAAIDk2JgYDAyMDLTNTTUNTJSMDSxMjSzMjDVM7c0NDAwAACRJdDzHgAAABUGFQoVClwVCBUAFQgV
EBUEFQASHAAAAAgBAQgAFQQVChUyTBUCFQASAAAfiwgAAAAAAAIDY2RgYPAEAJknQvQFAAAAFQYVChUKXBUEFQAVBBUQFQQVABIcAAAABAEBBAAVBBUgFTRMFQQVABIAAB+LCAAAAAAAAgNjZYAANi
gNAMSfjVAQAAAAFQYVChUKXBUEFQAVBBUQFQQVABIcAAAABAEBAwIVBBU8FWRMFQIVABIAAB+LCAAAAAAAAgOTYmBgMDIwMtM1NNQ1MlIwNLEyNLMyMNUztzQ0MDAAAJEl0PMeAAAAFQYVChUKXBUE
FQAVBBUQFQQVABIcAAAABAEBBAAVBBlMNQAYBnNjaGVtYRUGABUMJQIYAk9wJQBMHAAAABUEJQIYCGJyYW5kX2lkABUMJQIYDl9kbXNfY29tbWl0X3RzJQBMHAAAABYMGSwZPCYAHBUMGTUABhAZGA
JPcBUEFggWYBaIASZWJggpLBUEFQAVAgAVABUQFQIAPBYIGQYZJgAIAAAAJgAcFQQZNQAGEBkYCGJyYW5kX2lkFQQWCBaYARaWASbqASaQASksFQQVABUCABUAFRAVAgA8KQYZJgAIAAAAJgAcFQwZ
NQAGEBkYDl9kbXNfY29tbWl0X3RzFQQWCBaSARa6ASamAyamAiksFQQVABUCABUAFRAVAgA8FtABGQYZJgAIAAAAFooDFggmCBbYAwAZPCYAHBUMGTUABhAZGAJPcBUEFgQWYBaIASauBCbgAyksFQ
QVABUCABUAFRAVAgA8FgQZBhkmAAQAAAAmABwVBBk1AAYQGRgIYnJhbmRfaWQVBBYEFnYWigEmuAUm6AQpLBUEFQAVAgAVABUQFQIAPCkGGSYABAAAACYAHBUMGTUABhAZGA5fZG1zX2NvbW1pdF90
cxUEFgQWkgEWugEm8gYm8gUpLBUEFQAVAgAVABUQFQIAPBZoGQYZJgAEAAAAFugCFgQm4AMWzAMAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRk8HAAAHAAAHAAAABUCAABQQVIx`;

describe('a file of a load', () => {
    test('says its rows and its one start at its end, without its rows being read', async () => {
        const { found, bytesRead, bytes } = await written(`select range as id, hash(range) as other, '${START}' as _dms_commit_ts from range(300000)`, 'compression gzip, row_group_size 100000');
        expect(found).toEqual({ rows: 300_000, starts: [START] });
        expect(bytes).toBeGreaterThan(1_000_000);
        expect(bytesRead).toBeLessThan(600_000);
    });

    test.each(['parquet_version v1', 'parquet_version v2'])('in GZIP says all its starts where there are several (%s)', async (version) => {
        const { found } = await written(`select case when range = 2999 then '2026-11-22 14:16:05.800000' else '${START}' end as _dms_commit_ts from range(3000)`, `compression gzip, ${version}`);
        expect(found).toEqual({ rows: 3000, starts: [START, '2026-11-22 14:16:05.800000'] });
    });

    test('that is in GZIP and has no statistics is read', async () => {
        const bytes = Buffer.from(WITHOUT_STATISTICS, 'base64');
        const file: AsyncBuffer = { byteLength: bytes.length, slice: (start, end) => new Uint8Array(bytes.subarray(start, end)).buffer };
        expect(await readLoadFile(file)).toEqual({ rows: 6, starts: [START] });
    });

    test('tells rows without a start apart from the others', async () => {
        const { found } = await written(`select case when range <> 7 then '${START}' end as _dms_commit_ts from range(3000)`, 'compression gzip');
        expect(found).toEqual({ rows: 3000, starts: [START, ''] });
    });

    test('has no start where it has no row, and the empty one, which none takes, where it has no such column', async () => {
        expect((await written('select range as id from range(5)', 'compression gzip')).found).toEqual({ rows: 5, starts: [''] });
        expect((await written(`select '${START}' as _dms_commit_ts from range(0)`, 'compression gzip')).found).toEqual({ rows: 0, starts: [] });
    });
});

test('files together have the sum of their rows and each of their starts once', () => {
    expect(together([{ rows: 2, starts: ['b'] }, { rows: 3, starts: ['b', 'a'] }, { rows: 0, starts: [] }])).toEqual({ rows: 5, starts: ['a', 'b'] });
    expect(together([])).toEqual({ rows: 0, starts: [] });
});
