/** SQL for the path below raw of the file whose whole path a column has; DuckDB counts in code points. */
export const pathInRaw = (column: string, raw: string): string => `substr(${column}, ${[...raw].length + 2})`;
