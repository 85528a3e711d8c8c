import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3 } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inFolder } from '../../../test/oracle/temporary-lake.js';
import { RawBucket } from './raw-bucket.js';

const START = '2026-11-22 14:16:05.791000';
const MARKER = { schema: 'public', table: 'brands', start: START, rows: 3 };

/** What S3 does of its interface that is used: lists a page of two, gives ranges, and writes only what is not there. */
const objects = new Map<string, Buffer>();
let asked: string[] = [];
let server: Server;
let raw: RawBucket;

function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, 'http://localhost');
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
    asked.push(`${request.method} ${key}${request.headers.range === undefined ? '' : ` ${request.headers.range}`}`);
    if (request.headers['x-amz-expected-bucket-owner'] !== '123456789012') return void response.writeHead(403).end();
    if (request.method === 'PUT') {
        if (request.headers['if-none-match'] === '*' && objects.has(key)) return void response.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>');
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        return void request.on('end', () => {
            objects.set(key, Buffer.concat(parts));
            response.writeHead(200).end();
        });
    }
    if (url.searchParams.has('list-type')) {
        const after = url.searchParams.get('continuation-token') ?? '';
        const all = [...objects.keys()].filter((name) => name.startsWith(url.searchParams.get('prefix') ?? '') && name > after).sort();
        const page = all.slice(0, 2);
        const next = all.length > 2 ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${page[1]}</NextContinuationToken>` : '<IsTruncated>false</IsTruncated>';
        const contents = page.map((name) => `<Contents><Key>${name}</Key><Size>${objects.get(name)!.length}</Size></Contents>`).join('');
        return void response.writeHead(200, { 'content-type': 'application/xml' }).end(`<ListBucketResult>${next}${contents}</ListBucketResult>`);
    }
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const bytes = objects.get(key)!;
    response.writeHead(from === undefined ? 200 : 206).end(from === undefined ? bytes : bytes.subarray(Number(from), Number(to) + 1));
}

beforeAll(async () => {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const s3 = new S3({ endpoint: `http://127.0.0.1:${port}`, forcePathStyle: true, region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, requestChecksumCalculation: 'WHEN_REQUIRED' });
    raw = new RawBucket({ bucket: 'raw', owner: '123456789012', generation: 2 }, s3);
});
afterAll(() => void server.close());
beforeEach(() => {
    objects.clear();
    asked = [];
});

/** A file of a load in GZIP with `rows` rows. */
async function put(key: string, rows: number): Promise<void> {
    await inFolder(async (folder) => {
        const path = join(folder, 'file.parquet');
        const connection = await (await DuckDBInstance.create()).connect();
        await connection.run(`copy (select range as brand_id, '${START}' as _dms_commit_ts from range(${rows})) to '${path}' (format parquet, compression gzip)`);
        connection.closeSync();
        objects.set(key, readFileSync(path));
    });
}

describe('the bucket of raw', () => {
    test('gives the rows and starts of all files of a load, of its generation and table only, and of no file of changes', async () => {
        for (const [number, rows] of [1, 10, 100].entries()) await put(`v2/public/brands/LOAD0000000${number + 1}.parquet`, rows);
        await put('v1/public/brands/LOAD00000001.parquet', 1000);
        await put('v2/public/brands_old/LOAD00000001.parquet', 1000);
        await put('v2/public/brands/2026/11/22/14/20261122-141605791.parquet', 1000);
        expect(await raw.loadFiles('brands')).toEqual({ rows: 111, starts: [START] });
        expect(asked.filter((one) => one.startsWith('GET v2') && !one.includes('bytes='))).toEqual([]);
        expect(await raw.loadFiles('events')).toEqual({ rows: 0, starts: [] });
    });

    test('keeps a marker once it is written, as replication writes it', async () => {
        expect(await raw.mark(MARKER)).toBe(true);
        expect(await raw.mark({ ...MARKER, rows: 4 })).toBe(false);
        expect([...objects].map(([key, text]) => [key, text.toString()])).toEqual([
            ['v2/_loads/public.brands.json', `{\n  "schema": "public",\n  "table": "brands",\n  "start": "${START}",\n  "rows": 3\n}\n`],
        ]);
        expect(await raw.marked(['users', 'brands'])).toEqual(new Map([['brands', START]]));
    });
});
