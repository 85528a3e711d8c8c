import { NEEDED_FIELDS, PURCHASE_FIELDS, type PurchaseField } from './purchase-fields.js';

/**
 * Names of columns, in lower case, by which a field is known: those of ours, of a file of Spanish supermarket purchases, and of
 * the two files "Online Retail" of the UCI repository (https://archive.ics.uci.edu/dataset/352/online+retail and 502).
 */
const KNOWN_NAMES: Readonly<Record<string, PurchaseField>> = {
    ...Object.fromEntries(PURCHASE_FIELDS.map((field) => [field, field])),
    fecha_compra: 'time',
    usuario: 'customer',
    producto: 'product',
    cantidad: 'quantity',
    precio: 'price',
    invoiceno: 'purchase',
    invoice: 'purchase',
    stockcode: 'product',
    description: 'product_name',
    invoicedate: 'time',
    unitprice: 'price',
    customerid: 'customer',
    'customer id': 'customer',
};

/** The field that a column is known to hold; null for another column. */
export const fieldOf = (name: string): PurchaseField | null => (Object.hasOwn(KNOWN_NAMES, name) ? KNOWN_NAMES[name]! : null);

/** Do the names, in lower case, say all that a purchase needs? */
export function isPurchaseHeader(names: readonly string[]): boolean {
    const fields = names.map(fieldOf);
    return NEEDED_FIELDS.every((field) => fields.includes(field));
}

/** Is it one of the files "Online Retail", whose invoices and codes have a meaning of their own? Names are in lower case. */
export const isOnlineRetail = (names: readonly string[]): boolean =>
    ['stockcode', 'description', 'quantity', 'invoicedate', 'country'].every((name) => names.includes(name)) && (names.includes('invoiceno') || names.includes('invoice'));
