import type { LakeTable } from '../table.js';
import { sparkType } from './spark-types.js';

/**
 * Properties of every Iceberg table of the lake. Version 2, as Athena reads no later one; copy on write, so that readers pay
 * nothing for hourly merges; files of 128 MB, of which a merge rewrites few and Athena reads several at once.
 * Source: https://iceberg.apache.org/docs/1.11.0/configuration/
 */
export const ICEBERG_PROPERTIES: Readonly<Record<string, string>> = {
    'format-version': '2',
    'write.format.default': 'parquet',
    'write.parquet.compression-codec': 'zstd',
    'write.delete.mode': 'copy-on-write',
    'write.update.mode': 'copy-on-write',
    'write.merge.mode': 'copy-on-write',
    'write.merge.isolation-level': 'serializable',
    'write.target-file-size-bytes': '134217728',
    'write.distribution-mode': 'hash',
    'write.metadata.delete-after-commit.enabled': 'true',
    'write.metadata.previous-versions-max': '50',
    'commit.retry.num-retries': '10',
};

/** `create table` in Spark with Iceberg, in the schema of the table's layer. Keys cannot be declared; merges keep them. */
export function icebergCreateTable(table: LakeTable): string {
    const columns = Object.entries(table.columns).map(([name, { type, nullable }]) => `    ${name} ${sparkType(type)}${nullable === false ? ' not null' : ''}`);
    const properties = Object.entries(ICEBERG_PROPERTIES).map(([name, value]) => `    '${name}' = '${value}'`);
    return [
        `create table if not exists ${table.layer}.${table.name} (\n${columns.join(',\n')}\n)`,
        'using iceberg',
        ...(table.partition === undefined ? [] : [`partitioned by (${table.partition})`]),
        `tblproperties (\n${properties.join(',\n')}\n)`,
    ].join('\n');
}
