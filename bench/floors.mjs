// The least that parts of the way take: node floors.mjs gunzip|parse|type FILE, node floors.mjs keep FILE PARQUET, node floors.mjs write PARQUET DATABASE
import { createReadStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';

const [part, file, target] = process.argv.slice(2);
const text = (path) => `'${path.replaceAll("'", "''")}'`;
const TYPED = `read_csv(${text(file)}, timestampformat = '%Y-%m-%d %H:%M:%S UTC', types = {'event_time': 'timestamp', 'price': 'decimal(18, 4)'})`;
const STATEMENTS = {
    parse: `select count(columns(*)) from read_csv(${text(file)}, all_varchar = true)`,
    type: `select count(columns(*)) from ${TYPED}`,
    keep: `copy (from ${TYPED}) to ${text(target ?? '')} (format parquet, parquet_version v2)`,
    write: `create table fact as from read_parquet(${text(file)})`,
};

if (part === 'gunzip') {
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), createGunzip({ chunkSize: 1 << 20 }), new Writable({ write: (_chunk, _encoding, done) => done() }));
} else {
    const instance = await DuckDBInstance.create(part === 'write' ? target : ':memory:', { memory_limit: '3GB', preserve_insertion_order: 'false' });
    const connection = await instance.connect();
    await connection.run(STATEMENTS[part]);
    connection.closeSync();
    instance.closeSync();
}
