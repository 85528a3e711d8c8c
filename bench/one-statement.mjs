// The baseline: one statement that reads, makes distinct, filters, types and writes a table. node one-statement.mjs FILE DATABASE
import { DuckDBInstance } from '@duckdb/node-api';

const [file, path] = process.argv.slice(2);
const instance = await DuckDBInstance.create(path, { memory_limit: '3GB', preserve_insertion_order: 'false' });
const connection = await instance.connect();
await connection.run(`create table fact as
    select distinct *
    from read_csv('${file}', timestampformat = '%Y-%m-%d %H:%M:%S UTC', types = {'event_time': 'timestamp', 'price': 'decimal(18, 4)'})
    where price > 0 and user_session is not null`);
connection.closeSync();
instance.closeSync();
