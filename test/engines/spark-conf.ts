import type { Spark } from './prepare-spark.js';

/** What Glue is told by `--conf`, whatever the catalogue: https://iceberg.apache.org/docs/latest/spark-configuration/ */
const AS_ON_GLUE = {
    'spark.sql.extensions': 'org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions',
    'spark.sql.session.timeZone': 'UTC',
    'spark.sql.sources.partitionOverwriteMode': 'dynamic',
};

/** What makes it a Spark of one small machine, which nobody else can reach. */
const SMALL = {
    'spark.master': 'local[2]',
    'spark.driver.memory': '2g',
    // Each statement is compiled for a handful of rows: the compiler that makes code quickly is worth more than quick code.
    'spark.driver.extraJavaOptions': '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC',
    'spark.sql.shuffle.partitions': '2',
    'spark.ui.enabled': 'false',
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.log.level': 'WARN',
};

/** @param scratch folder for what Spark writes besides tables */
export function sparkConf({ jars }: Spark, scratch: string): Record<string, string> {
    return {
        ...AS_ON_GLUE,
        ...SMALL,
        // In the class path of the program itself, where JDBC finds its driver.
        'spark.driver.extraClassPath': jars.join(':'),
        'spark.local.dir': scratch,
        'spark.sql.warehouse.dir': scratch,
    };
}

/** The environment of a Spark: nothing of this machine's own settings for Spark or Python. */
export function sparkEnvironment({ python, java, home }: Spark): Record<string, string> {
    const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
    return { PATH, HOME, TMPDIR, JAVA_HOME: java, SPARK_HOME: home, PYSPARK_PYTHON: python, SPARK_LOCAL_IP: '127.0.0.1', TZ: 'UTC', LC_ALL: 'C.UTF-8' };
}
