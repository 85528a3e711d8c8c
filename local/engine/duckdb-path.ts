import { literal } from './database.js';

/** What DuckDB's readers take for a pattern in a path. */
const PATTERN = /[[*?]/;

/** Does DuckDB look for what matches, instead of opening a path? Then it finds files only, and no named pipes. */
export const isPattern = (path: string): boolean => PATTERN.test(path);

/**
 * A path as DuckDB's readers take it for one file and nothing else: they read `*`, `?` and `[` as patterns, and would
 * otherwise read another file than the one that is named.
 */
export const onePath = (path: string): string => literal(path.replaceAll(new RegExp(PATTERN, 'g'), (sign) => `[${sign}]`));

/** A list of such paths, as a table function such as `parquet_schema` takes it. */
export const onePaths = (paths: readonly string[]): string => `[${paths.map(onePath).join(', ')}]`;

/**
 * `read_parquet` of exactly these files. A folder named `brand=acme` is no column.
 *
 * @param options further options, such as `filename = true`
 */
export const readParquet = (paths: readonly string[], ...options: readonly string[]): string =>
    `read_parquet(${onePaths(paths)}, ${['hive_partitioning = false', ...options].join(', ')})`;

/** `read_csv` of exactly this file with these options. */
export const readCsv = (path: string, ...options: readonly string[]): string =>
    `read_csv(${onePath(path)}, ${['hive_partitioning = false', ...options].join(', ')})`;

/** `read_json` of exactly these files of one object per line, with these columns and types. */
export const readJsonLines = (paths: readonly string[], columns: Readonly<Record<string, string>>): string =>
    `read_json(${onePaths(paths)}, format = 'newline_delimited', hive_partitioning = false, columns = {${Object.entries(columns)
        .map(([name, type]) => `${name}: '${type}'`)
        .join(', ')}})`;
