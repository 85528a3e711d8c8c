import type { Database } from '../../engine/database.js';
import { readJsonLines, readParquet } from '../../engine/duckdb-path.js';
import type { ImportManifest } from '../manifest.js';
import type { TextLines } from '../open-lines.js';
import { PURCHASE_FIELDS, type PurchaseField } from './purchase-fields.js';
import type { ReadPurchases } from './read-purchases.js';
import { kindOf } from './set-aside-reasons.js';

export interface DescribePurchasesProps {
    readonly database: Database;
    readonly lines: TextLines;
    readonly read: ReadPurchases;
    /** Parquet files of the typed lines that can be read. */
    readonly readable: readonly string[];
    /** The file of the lines that were set aside. */
    readonly rejectedLines: string;
}

/** The typed columns whose missing values are counted. */
const COUNTED: Readonly<Partial<Record<PurchaseField, string>>> = {
    purchase: 'line_user_session',
    customer: 'line_user_id',
    product_name: 'line_product_name',
    price: 'price',
};

/** What the manifest says of a history of purchases beside, or instead of, what it says of any import. */
export async function describePurchases({ database, lines, read, readable, rejectedLines }: DescribePurchasesProps): Promise<Pick<ImportManifest, 'format' | 'purchases' | 'nulls'>> {
    const kinds = await database.rows<{ kind: string; lines: bigint }>(`
        select ${kindOf('reason')} as kind, count(*) as lines
        from ${readJsonLines([rejectedLines], { reason: 'varchar' })}
        group by kind
        order by lines desc, kind`);
    const fields = PURCHASE_FIELDS.filter((field) => lines.columns.includes(field));
    const counted = fields.filter((field) => COUNTED[field] !== undefined);
    const counts =
        readable.length === 0
            ? null
            : await database.row<Record<string, bigint>>(`
                select
                    count(*) filter (line_is_fraction) as fractions,
                    ${counted.map((field) => `count(*) - count(${COUNTED[field]}) as ${field}`).join(', ')}
                from ${readParquet(readable)}`);
    return {
        format: 'purchases',
        purchases: {
            columns: Object.fromEntries(fields.map((field) => [field, lines.firstLine[lines.columns.indexOf(field)]!.replace(/^\uFEFF/, '').trim()])),
            dateOrder: read.dateOrder,
            decimal: read.decimal,
            setAside: Object.fromEntries(kinds.map(({ kind, lines: count }) => [kind, Number(count)])),
            fractions: Number(counts?.fractions ?? 0),
        },
        nulls: counts === null ? {} : Object.fromEntries(counted.map((field) => [field, Number(counts[field])])),
    };
}
