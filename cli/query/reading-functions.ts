/**
 * DuckDB's table functions that a query may call: those that only compute, or describe the lake. All others that DuckDB
 * has are refused, those of later versions too: some read files, and some change settings even though the configuration
 * is locked (`enable_logging`), or run SQL that is a text and so was not checked (`query`).
 */
export const readingFunctions: ReadonlySet<string> = new Set([
    'duckdb_columns',
    'duckdb_constraints',
    'duckdb_functions',
    'duckdb_indexes',
    'duckdb_keywords',
    'duckdb_schemas',
    'duckdb_settings',
    'duckdb_tables',
    'duckdb_types',
    'duckdb_views',
    'generate_series',
    'histogram',
    'histogram_values',
    'icu_calendar_names',
    'json_each',
    'json_tree',
    'pg_timezone_names',
    'pragma_database_size',
    'pragma_show',
    'pragma_storage_info',
    'pragma_table_info',
    'pragma_version',
    'range',
    'repeat',
    'repeat_row',
    'summary',
    'unnest',
]);
