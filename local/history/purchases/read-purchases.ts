import { join } from 'node:path';
import { type Database, literal } from '../../engine/database.js';
import { readParquet } from '../../engine/duckdb-path.js';
import type { Refused } from '../line-types.js';
import type { TextLines } from '../open-lines.js';
import { dateOrder } from './date-order.js';
import { decimalSign } from './decimal-sign.js';
import { isOnlineRetail } from './known-headers.js';
import type { DateOrder, DecimalSign, PurchaseOptions } from './purchase-fields.js';
import { PURCHASE_MACROS } from './purchase-macros.js';
import { refuseRoundedTexts } from './refuse-rounded-texts.js';
import { typedPurchases } from './typed-purchases.js';

const PARQUET = 'format parquet, parquet_version v2';

export interface ReadPurchasesProps {
    readonly database: Database;
    /** Its path, for messages. */
    readonly file: string;
    readonly lines: TextLines;
    readonly options: PurchaseOptions;
    /** Where files may be put that are needed meanwhile. */
    readonly folder: string;
    /** Where the typed lines go, as Parquet. */
    readonly to: string;
    /** Milliseconds since 1970. */
    readonly now: number;
}

export interface ReadPurchases {
    /** A query for the lines that are no rows. */
    readonly brokenLines: string | null;
    readonly dateOrder: DateOrder;
    readonly decimal: DecimalSign;
}

/**
 * Writes the lines of a purchase history as typed records. They are read as text first, since how dates and decimals are written can
 * only be told from all of them.
 *
 * @throws UsageError if that cannot be told, or if ids were rounded
 */
export async function readPurchases({ database, file, lines, options, folder, to, now }: ReadPurchasesProps): Promise<ReadPurchases> {
    await database.run(PURCHASE_MACROS);
    const texts = join(folder, 'texts.parquet');
    let signs: readonly Refused[] = [];
    const brokenLines = await lines.read(async (relation, refused) => {
        signs = refused;
        await database.run(`copy (from ${relation}) to ${literal(texts)} (${PARQUET})`);
        const { n } = await database.row<{ n: bigint }>(`select count(*) as n from ${readParquet([texts])}`);
        return { rows: Number(n), lineEnds: () => lineEnds(database, texts, lines.columns) };
    });
    const relation = readParquet([texts]);
    await refuseRoundedTexts(database, file, relation);
    const order = await dateOrder(database, file, relation, options.dateOrder);
    const decimal = await decimalSign(database, file, relation, options.decimal);
    const typed = typedPurchases({
        lines: relation,
        columns: lines.columns,
        refused: signs,
        dateOrder: order,
        decimal,
        services: options.services ?? [],
        isOnlineRetail: isOnlineRetail(lines.firstLine.map((name) => name.trim().toLowerCase())),
        hasQuantity: lines.columns.includes('quantity'),
        now,
    });
    await database.run(`copy (${typed}) to ${literal(to)} (${PARQUET})`);
    return { brokenLines, dateOrder: order, decimal };
}

async function lineEnds(database: Database, texts: string, columns: readonly string[]): Promise<number> {
    const ends = columns.map((column) => `coalesce(length("${column}") - length(replace("${column}", chr(10), '')), 0)`);
    const { n } = await database.row<{ n: bigint }>(`select coalesce(sum(${ends.join(' + ')}), 0)::bigint as n from ${readParquet([texts])}`);
    return Number(n);
}
