import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replicationWork } from './replication-work.js';

const root = join(import.meta.dirname, '..');

describe('what replicate does', () => {
    it.each([
        ['local/replication/change-stream.ts', 'decoding pgoutput'],
        ['node_modules/pg-logical-replication/dist/output-plugins/pgoutput/pgoutput-parser.js', 'decoding pgoutput'],
        ['local/replication/follow-changes.ts', 'numbering changes'],
        ['local/replication/sequence.ts', 'numbering changes'],
        ['local/replication/change-files.ts', 'writing lines of csv'],
        ['local/replication/change-text.ts', 'writing lines of csv'],
        ['node_modules/pg-copy-streams/copy-to.js', 'reading the socket'],
        ['node_modules/pg-protocol/dist/parser.js', 'reading the socket'],
        ['node_modules/pg/lib/connection.js', 'reading the socket'],
        ['node_modules/@duckdb/node-api/lib/DuckDBConnection.js', 'calling DuckDB'],
        ['local/replication/session.ts', null],
    ])('is told by the file of a function: %s', (file, work) => {
        // A file that was renamed would be told as other code, in silence.
        expect(existsSync(join(root, file))).toBe(true);
        expect(replicationWork({ functionName: 'any', url: `file://${join(root, file)}` })).toBe(work);
    });

    it.each([
        ['(idle)', '', 'waiting'],
        ['(garbage collector)', '', 'collecting garbage'],
        ['(program)', '', 'native code'],
        ['writeSync', 'node:fs', 'reading and writing files'],
        ['onStreamRead', 'node:internal/stream_base_commons', 'reading the socket'],
        ['subarray', 'node:buffer', null],
        ['(root)', '', null],
    ])('is told of what is no file of ours: %s', (functionName, url, work) => {
        expect(replicationWork({ functionName, url })).toBe(work);
    });
});
