import type { DuckDBConnection } from '@duckdb/node-api';
import { terminalText } from '../../local/terminal-text.js';

/** Names under which the lake's tables and views can be queried, in alphabetical order, or that there are none. */
export async function tableList(connection: DuckDBConnection): Promise<string> {
    const reader = await connection.runAndReadAll(`
        select if(schema_name = 'main', table_name, schema_name || '.' || table_name) as name
        from (
            select schema_name, table_name from duckdb_tables() where not internal
            union all
            select schema_name, view_name from duckdb_views() where not internal
        )
        order by schema_name <> 'main', name
    `);
    const names = reader.getColumns()[0] ?? [];
    return names.length === 0 ? 'The lake has no tables yet: run `./lake run`.' : `The lake has ${terminalText(names.join(', '))}.`;
}
