import { pathToFileURL } from 'node:url';
import type { Source } from '../../local/source/source.js';
import type { TestPostgres } from '../oracle/test-postgres.js';

/** Where the Iceberg tables of a test are: what is the newest state of each in a PostgreSQL, everything else in a folder. */
export interface Catalogue {
    /** Under which Spark knows it. The tables that it lists belong to this name. */
    readonly name: string;
    readonly database: Source;
    /** `file://…`, without a slash at its end. */
    readonly warehouse: string;
}

/** The name that it has on Glue. */
const NAME = 'glue_catalog';

/**
 * An empty catalogue. It goes with its PostgreSQL and its folder.
 *
 * @param folder for the files of tables
 */
export async function newCatalogue(postgres: TestPostgres, folder: string): Promise<Catalogue> {
    return { name: NAME, database: await postgres.newEmptyDatabase(), warehouse: pathToFileURL(folder).href };
}

/** Settings by which a Spark knows the catalogue: as on Glue, but that JDBC and files stand in for Glue's catalogue and S3. */
export function catalogueConf({ name, database: { config }, warehouse }: Catalogue): Record<string, string> {
    const { host, port, database, user, password } = config;
    const settings = {
        'catalog-impl': 'org.apache.iceberg.jdbc.JdbcCatalog',
        'io-impl': 'org.apache.iceberg.hadoop.HadoopFileIO',
        uri: `jdbc:postgresql://${host}:${port}/${database}`,
        'jdbc.user': user!,
        'jdbc.password': typeof password === 'function' ? String(password()) : password!,
        // The form that Trino reads too.
        'jdbc.schema-version': 'V1',
        warehouse,
    };
    const catalogue = `spark.sql.catalog.${name}`;
    return { [catalogue]: 'org.apache.iceberg.spark.SparkCatalog', ...Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${catalogue}.${key}`, value])) };
}
