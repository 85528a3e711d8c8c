export interface SparkConfProps {
    /** Under which Spark knows Glue's catalogue. */
    readonly catalogue: string;
    /** `s3://…` where tables go whose database names no place. */
    readonly warehouse: string;
}

/**
 * Settings of Spark as Glue's argument `--conf` takes them: it stands once, and further settings follow within its value, each behind
 * another `--conf`. Iceberg's: https://iceberg.apache.org/docs/1.11.0/spark-configuration/ and https://iceberg.apache.org/docs/1.11.0/aws/
 */
export function sparkConf({ catalogue, warehouse }: SparkConfProps): string {
    const catalog = `spark.sql.catalog.${catalogue}`;
    const settings = {
        'spark.sql.extensions': 'org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions',
        [catalog]: 'org.apache.iceberg.spark.SparkCatalog',
        [`${catalog}.catalog-impl`]: 'org.apache.iceberg.aws.glue.GlueCatalog',
        [`${catalog}.io-impl`]: 'org.apache.iceberg.aws.s3.S3FileIO',
        [`${catalog}.warehouse`]: warehouse,
        'spark.sql.session.timeZone': 'UTC',
        'spark.sql.sources.partitionOverwriteMode': 'dynamic',
    };
    return Object.entries(settings)
        .map(([name, value]) => `${name}=${value}`)
        .join(' --conf ');
}
