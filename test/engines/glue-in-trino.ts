import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { GlueView } from '../../tables/derive/glue-view.js';
import type { LakeTable } from '../../tables/table.js';
import type { Catalogue } from './catalogue.js';
import type { Answer } from './spark-session.js';
import { askTrino } from './trino-client.js';

/** A view in the metastore, as far as it has what Glue has. */
export interface MetastoreEntry {
    readonly tableType: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly partitionColumns: readonly object[];
    readonly viewOriginalText: string;
    readonly viewExpandedText: string;
}

let made = 0;

/**
 * What stands in for Glue's catalogue on a Trino: its Hive connector over a metastore of files, which are written here as Glue
 * keeps its entries. Views are decoded by Trino itself; Iceberg tables it finds, as Athena does, by an entry that says that they
 * are ones, and reads them through a second catalogue, the one that Spark writes.
 */
export class GlueInTrino {
    private constructor(
        private readonly address: string,
        /** Stands for `awsdatacatalog`. */
        readonly name: string,
        private readonly tables: string,
        private readonly folder: string,
    ) {}

    /**
     * @param address of the Trino
     * @param catalogue with the Iceberg tables
     * @param folder an empty one
     */
    static async create(address: string, catalogue: Catalogue, folder: string): Promise<GlueInTrino> {
        made += 1;
        const suffix = `${process.pid}_${made}`;
        const glue = new GlueInTrino(address, `glue_${suffix}`, `tables_${suffix}`, folder);
        await glue.makeCatalogue(glue.tables, 'iceberg', icebergSettings(catalogue));
        await glue.makeCatalogue(glue.name, 'hive', {
            'hive.metastore': 'file',
            'hive.metastore.catalog.dir': pathToFileURL(folder).href,
            // The files are not Trino's own.
            'hive.metastore.version-compatibility': 'UNSAFE_ASSUME_COMPATIBILITY',
            'hive.iceberg-catalog-name': glue.tables,
            'fs.hadoop.enabled': 'true',
        });
        return glue;
    }

    private async makeCatalogue(name: string, connector: string, settings: Readonly<Record<string, string>>): Promise<void> {
        const properties = Object.entries(settings).map(([key, value]) => `"${key}" = '${value.replaceAll("'", "''")}'`);
        await askTrino(this.address, `create catalog ${name} using ${connector} with (${properties.join(', ')})`);
    }

    /** Makes a database. */
    addDatabase(name: string): void {
        mkdirSync(join(this.folder, name), { recursive: true });
        writeFileSync(join(this.folder, `.${name}.trinoSchema`), JSON.stringify({ ownerName: 'lake', ownerType: 'USER', parameters: {} }));
    }

    /** Enters a table that Spark has written, in the database of its layer. */
    addTable({ layer, name }: LakeTable): void {
        // Its columns stand in the table's own metadata.
        this.add(layer, name, { tableType: 'EXTERNAL_TABLE', dataColumns: [], parameters: { table_type: 'ICEBERG' }, externalLocation: pathToFileURL(this.folder).href });
    }

    /** Enters a view as Glue has it. */
    addView(database: string, { name, tableType, parameters, partitionKeys, storageDescriptor, viewOriginalText, viewExpandedText }: GlueView): void {
        const dataColumns = storageDescriptor.columns.map((column) => ({ ...column, properties: {} }));
        this.add(database, name, { tableType, parameters, dataColumns, partitionColumns: partitionKeys, viewOriginalText, viewExpandedText });
    }

    private add(database: string, name: string, entry: object): void {
        mkdirSync(join(this.folder, database, name));
        writeFileSync(join(this.folder, database, name, '.trinoSchema'), JSON.stringify({ owner: 'lake', partitionColumns: [], serdeParameters: {}, columnStatistics: {}, ...entry }));
    }

    /** What the metastore has of a view. */
    entry(database: string, name: string): MetastoreEntry {
        return JSON.parse(readFileSync(join(this.folder, database, name, '.trinoSchema'), 'utf8')) as MetastoreEntry;
    }

    /** Asks what is in it. @param database where bare names are looked up */
    async ask(database: string, sql: string): Promise<Answer> {
        return await askTrino(this.address, sql, { catalogue: this.name, schema: database });
    }

    /** Lets Trino forget both catalogues. */
    async close(): Promise<void> {
        for (const name of [this.name, this.tables]) await askTrino(this.address, `drop catalog ${name}`);
    }
}

/** How Trino knows the catalogue that Spark writes: https://trino.io/docs/476/object-storage/metastores.html#jdbc-catalog */
function icebergSettings({ name, database: { config }, warehouse }: Catalogue): Record<string, string> {
    const { host, port, database, user, password } = config;
    return {
        'iceberg.catalog.type': 'jdbc',
        'iceberg.jdbc-catalog.catalog-name': name,
        'iceberg.jdbc-catalog.driver-class': 'org.postgresql.Driver',
        'iceberg.jdbc-catalog.connection-url': `jdbc:postgresql://${host}:${port}/${database}`,
        'iceberg.jdbc-catalog.connection-user': user!,
        'iceberg.jdbc-catalog.connection-password': typeof password === 'function' ? String(password()) : password!,
        'iceberg.jdbc-catalog.schema-version': 'V1',
        'iceberg.jdbc-catalog.default-warehouse-dir': warehouse,
        'fs.hadoop.enabled': 'true',
    };
}
