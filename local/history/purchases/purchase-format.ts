import type { FileFormat } from '../file-format.js';
import { matchFields } from './match-fields.js';
import { PURCHASE_FIELDS, type PurchaseField, type PurchaseOptions } from './purchase-fields.js';

/** The format of a history of purchases, with columns as they are named for one file. */
export const purchaseFormat = ({ columns = {} }: PurchaseOptions): FileFormat<PurchaseField> => ({
    title: 'a history of purchases',
    columns: PURCHASE_FIELDS,
    delimiters: [',', ';', '\t'],
    keepsIgnored: true,
    match: (file, header) => matchFields(file, header, columns),
});
