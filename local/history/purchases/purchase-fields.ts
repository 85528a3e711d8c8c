/** What a line of a purchase history can say. */
export const PURCHASE_FIELDS = ['purchase', 'time', 'customer', 'product', 'product_name', 'quantity', 'price'] as const;

export type PurchaseField = (typeof PURCHASE_FIELDS)[number];

/** Without these no purchase can be told; a line is of one unit where no column says how many. */
export const NEEDED_FIELDS: readonly PurchaseField[] = ['customer', 'product', 'time', 'price'];

/** Which part of a date stands first where its year stands last: the day or the month; `ymd` says that the year is never last. */
export const DATE_ORDERS = ['dmy', 'mdy', 'ymd'] as const;

export type DateOrder = (typeof DATE_ORDERS)[number];

export const DECIMAL_SIGNS = ['point', 'comma'] as const;

export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

/** How a file of purchases is to be read. All of it is part of what is imported: the same file read otherwise is another import. */
export interface PurchaseOptions {
    /** The columns that hold the fields. @default those that are known by their names */
    readonly columns?: Readonly<Partial<Record<PurchaseField, string>>>;
    /** @default told from the dates of the file */
    readonly dateOrder?: DateOrder;
    /** @default told from the prices and quantities of the file */
    readonly decimal?: DecimalSign;
    /** Codes of products that are none, such as postage; case does not matter. @default none but those that are known of Online Retail */
    readonly services?: readonly string[];
}

/** The choices as a text that is the same for the same choices, in whatever order they were made. */
export function choicesOfPurchases({ columns = {}, dateOrder, decimal, services = [] }: PurchaseOptions): string {
    const fields = PURCHASE_FIELDS.flatMap((field) => (columns[field] === undefined ? [] : [[field, columns[field].trim()]]));
    const codes = [...new Set(services.map((code) => code.trim().toUpperCase()))].sort();
    return `purchases ${JSON.stringify([fields, dateOrder ?? null, decimal ?? null, codes])}`;
}
