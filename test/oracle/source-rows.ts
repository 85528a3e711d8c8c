import type { Client } from 'pg';
import { sourceTables } from '../../tables/index.js';

/** By table the rows that a source has now, in the form in which `replayRaw` gives them. */
export async function sourceRows(client: Client): Promise<Record<string, string[]>> {
    const rows: Record<string, string[]> = {};
    for (const { name, columns } of sourceTables) {
        const texts = Object.entries(columns).map(([column, { type }]) =>
            String(type).startsWith('Timestamp') ? `(extract(epoch from ${column}) * 1000)::bigint::text` : `${column}::text`,
        );
        const { rows: found } = await client.query<string[]>({ text: `select ${texts.join(', ')} from public.${name}`, rowMode: 'array' });
        rows[name] = found.map((row) => JSON.stringify(row)).sort();
    }
    return rows;
}
