import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { requireDistinctNames } from './distinct-names.js';
import { parquetType } from './parquet-type.js';
import { quotedName } from './quoted-name.js';
import type { Rows } from './stream-rows.js';
import type { WriteRows } from './write-rows.js';

/**
 * Writes Parquet. The lake's own connection may not write files, so the rows go into a second database in the scratch
 * folder, on disk because the result may be larger than memory, and that one writes the file.
 */
export const writeParquet: WriteRows = async ({ rows, sink, scratch }) => {
    requireDistinctNames(rows.names, 'Parquet');
    const columns = rows.names.map((name, index) => {
        const column = quotedName(name);
        return `${column}::${parquetType(rows.types[index]!)} as ${column}`;
    });
    const file = join(scratch, 'result.parquet');
    const instance = await DuckDBInstance.create(join(scratch, 'result.duckdb'), {
        storage_compatibility_version: 'latest', // older ones do not know every type
        memory_limit: '1GB',
        temp_directory: join(scratch, 'parquet-spill'),
    });
    try {
        const connection = await instance.connect();
        await fill(connection, rows);
        await connection.run(`copy (select ${columns.join(', ')} from result) to ${quotedText(file)} (format parquet)`);
        connection.closeSync();
    } finally {
        instance.closeSync();
    }
    for await (const bytes of createReadStream(file, { highWaterMark: 1 << 20 })) {
        await sink.write(bytes as Buffer);
    }
};

async function fill(connection: DuckDBConnection, rows: Rows): Promise<void> {
    const columns = rows.names.map((name, index) => {
        const type = rows.types[index]!;
        return `${quotedName(name)} ${type.alias ?? type.toString()}`;
    });
    await connection.run(`create table result (${columns.join(', ')})`);
    await connection.run('begin');
    const appender = await connection.createAppender('result');
    try {
        for await (const chunk of rows.chunks) {
            appender.appendDataChunk(chunk);
        }
    } finally {
        appender.closeSync();
    }
    await connection.run('commit');
}

function quotedText(text: string): string {
    return `'${text.replaceAll("'", "''")}'`;
}
