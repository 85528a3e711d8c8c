import { DuckDBDateValue } from '@duckdb/node-api';

/** A date as `2020-04-01`; the client shows DuckDB's infinite dates as days five million years away. */
export function dateText(value: DuckDBDateValue): string {
    if (value.days === DuckDBDateValue.PosInf.days) {
        return 'infinity';
    }
    return value.days === DuckDBDateValue.NegInf.days ? '-infinity' : value.toString();
}
