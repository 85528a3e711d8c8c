import type { Answer, ValueText } from './spark-session.js';

/** Trino's own word that a statement failed. */
export class TrinoError extends Error {
    override readonly name = 'TrinoError';

    /** @param condition such as `DIVISION_BY_ZERO`: https://trino.io/docs/476/language/types.html */
    constructor(
        message: string,
        readonly condition: string,
    ) {
        super(message);
    }
}

/** Where names without a catalogue or a schema are looked up. */
export interface TrinoPlace {
    readonly catalogue: string;
    readonly schema: string;
}

/** A page of an answer: https://trino.io/docs/476/develop/client-protocol.html */
interface Page {
    readonly nextUri?: string;
    readonly columns?: readonly { readonly name: string; readonly type: string }[];
    readonly data?: readonly (readonly TrinoValue[])[];
    readonly error?: { readonly message: string; readonly errorName: string };
}

type TrinoValue = string | boolean | null | readonly TrinoValue[];

/**
 * Asks a Trino. The published client (trino-client) makes numbers of whole numbers, which are wrong beyond 2^53; here each value
 * comes as the digits that Trino sent.
 *
 * @param address of the server
 * @throws TrinoError if the statement fails
 */
export async function askTrino(address: string, sql: string, place?: TrinoPlace): Promise<Answer> {
    const headers = {
        'X-Trino-User': 'lake',
        'X-Trino-Time-Zone': 'UTC',
        // Else times come to the millisecond, and their types without a number of places.
        'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
        ...(place === undefined ? {} : { 'X-Trino-Catalog': place.catalogue, 'X-Trino-Schema': place.schema }),
    };
    let page = await read(`${address}/v1/statement`, { method: 'POST', body: sql, headers });
    let columns: Page['columns'] = page.columns;
    const rows: (readonly TrinoValue[])[] = [...(page.data ?? [])];
    while (page.nextUri !== undefined) {
        page = await read(page.nextUri, { headers });
        columns ??= page.columns;
        rows.push(...(page.data ?? []));
    }
    if (page.error !== undefined) throw new TrinoError(page.error.message, page.error.errorName);
    const types = (columns ?? []).map(({ type }) => type);
    return { columns: (columns ?? []).map(({ name, type }) => [name, type.replaceAll(' ', '')]), rows: rows.map((row) => row.map((value, index) => text(value, types[index]!))) };
}

async function read(address: string, request: RequestInit): Promise<Page> {
    const response = await fetch(address, request);
    const body = await response.text();
    if (!response.ok) throw new Error(`Trino answered ${response.status} at ${address}: ${body.slice(0, 1000)}`);
    // Numbers become texts, and what is text already stays: only so are the digits of a bigint all kept.
    return JSON.parse(body.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => (token.startsWith('"') ? token : `"${token}"`))) as Page;
}

/** Places of a second that are zero are left out, as the texts of all engines have it. */
function text(value: TrinoValue, type: string): ValueText {
    if (value === null) return null;
    if (Array.isArray(value)) return value.map((element) => text(element as TrinoValue, type));
    return type.includes('timestamp') ? String(value).replace(/\.?0+$/, '') : String(value);
}
