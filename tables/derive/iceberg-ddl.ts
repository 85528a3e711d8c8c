import type { LakeTable } from '../table.js';
import { sparkType } from './spark-types.js';

/** Days after which a snapshot may go. Three: what a table was on Friday evening can be looked at on Monday. */
const SNAPSHOT_DAYS = 3;

/** Days after which a file that no snapshot names is an orphan. Three: no job writes that long before it commits; Iceberg's own default. */
export const ORPHAN_DAYS = 3;

/**
 * Properties of every Iceberg table of the lake. Version 2, as Athena reads no later one; copy on write, so that readers pay
 * nothing for hourly merges; files of 128 MB, of which a merge rewrites few and Athena reads several at once.
 * Of a table that changes seldom its last ten snapshots stay, which are at least three runs: one commits up to three times.
 * The last 50 metadata files stay, for those who hold an older one while the table moves on.
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
    'history.expire.max-snapshot-age-ms': String(SNAPSHOT_DAYS * 86_400_000),
    'history.expire.min-snapshots-to-keep': '10',
    'commit.retry.num-retries': '10',
};

/** Of which parts a table is made: https://iceberg.apache.org/docs/1.11.0/spark-ddl/#partitioned-by */
const partitionOf = ({ partition, days }: LakeTable): string | undefined => partition ?? (days === undefined ? undefined : `days(${days})`);

/** What a table has otherwise. Rows of one that is ordered as a whole go to files by ranges, so that each has a narrow one. */
export const otherProperties = (table: LakeTable): Readonly<Record<string, string>> =>
    table.order !== undefined && partitionOf(table) === undefined ? { 'write.distribution-mode': 'range' } : {};

/** `create table` in Spark with Iceberg, in the schema of the table's layer. Keys cannot be declared; merges keep them. */
export function icebergCreateTable(table: LakeTable): string {
    const columns = Object.entries(table.columns).map(([name, { type, nullable }]) => `    ${name} ${sparkType(type)}${nullable === false ? ' not null' : ''}`);
    const properties = Object.entries({ ...ICEBERG_PROPERTIES, ...otherProperties(table) }).map(([name, value]) => `    '${name}' = '${value}'`);
    return [
        `create table if not exists ${table.layer}.${table.name} (\n${columns.join(',\n')}\n)`,
        'using iceberg',
        ...(partitionOf(table) === undefined ? [] : [`partitioned by (${partitionOf(table)})`]),
        `tblproperties (\n${properties.join(',\n')}\n)`,
    ].join('\n');
}

/** An order of rows as a statement, which `create table` has no place for, and as the table tells it afterwards. */
export interface IcebergOrder {
    readonly statement: string;
    readonly property: string;
}

/** How rows stand in the files of a table, if it says so: https://iceberg.apache.org/docs/1.11.0/spark-ddl/#alter-table-write-ordered-by */
export function icebergOrder(table: LakeTable): IcebergOrder | undefined {
    const { layer, name, order } = table;
    if (order === undefined) return undefined;
    const how = partitionOf(table) === undefined ? 'ordered by' : 'distributed by partition locally ordered by';
    return { statement: `alter table ${layer}.${name} write ${how} ${order.join(', ')}`, property: order.map((column) => `${column} ASC NULLS FIRST`).join(', ') };
}
