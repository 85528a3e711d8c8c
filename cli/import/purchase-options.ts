import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { UsageError } from '../../local/errors.js';
import { DATE_ORDERS, type DateOrder, DECIMAL_SIGNS, type DecimalSign, PURCHASE_FIELDS, type PurchaseField, type PurchaseOptions } from '../../local/history/purchases/purchase-fields.js';

export const FORMATS = ['kaggle', 'purchases'] as const;

/** What the options of a purchase history come to on the command line. */
export interface PurchaseFlags {
    readonly format: (typeof FORMATS)[number];
    readonly column: readonly string[];
    readonly columns?: string;
    readonly dateOrder?: DateOrder;
    readonly decimal?: DecimalSign;
    readonly services: readonly string[];
}

const repeated = (value: string, before: readonly string[]) => [...before, value];

/** Adds the options by which files are read as histories of purchases. */
export function addPurchaseOptions(command: Command): Command {
    return command
        .addOption(new Option('--format <format>', 'what the files are').choices(FORMATS).default('kaggle'))
        .addOption(new Option('--column <field=name>', `purchases: the column that holds a field (${PURCHASE_FIELDS.join(', ')}); may be repeated`).argParser(repeated).default([], 'those known by their names'))
        .addOption(new Option('--columns <file>', 'purchases: the same as a JSON object of fields and columns'))
        .addOption(new Option('--date-order <order>', 'purchases: what stands first in dates whose year stands last').choices(DATE_ORDERS))
        .addOption(new Option('--decimal <sign>', 'purchases: the sign before decimals').choices(DECIMAL_SIGNS))
        .addOption(new Option('--services <code>', 'purchases: a product code that is no product, such as postage; may be repeated').argParser(repeated).default([], 'none'));
}

/**
 * The options of a purchase history; undefined where the files are in the Kaggle format.
 *
 * @throws UsageError if they contradict each other, or are given for the Kaggle format
 */
export function purchaseOptions(flags: PurchaseFlags): PurchaseOptions | undefined {
    const { format, column, columns: file, dateOrder, decimal, services } = flags;
    if (format === 'kaggle') {
        const given = Object.entries({ '--column': column.length > 0, '--columns': file !== undefined, '--date-order': dateOrder !== undefined, '--decimal': decimal !== undefined, '--services': services.length > 0 }).find(([, isGiven]) => isGiven);
        if (given !== undefined) throw new UsageError(`${given[0]} is for histories of purchases: add --format purchases.`);
        return undefined;
    }
    const columns: Partial<Record<PurchaseField, string>> = {};
    const add = (field: string, name: string, where: string) => {
        const known = PURCHASE_FIELDS.find((one) => one === field);
        if (known === undefined) throw new UsageError(`${where} names the field ${JSON.stringify(field)}, which purchases do not have: name one of ${PURCHASE_FIELDS.join(', ')}.`);
        if (columns[known] !== undefined) throw new UsageError(`${where} names a column for ${field} where ${JSON.stringify(columns[known])} is named already: name one.`);
        if (name.trim() === '') throw new UsageError(`${where} names no column for ${field}: write ${field}=NAME.`);
        columns[known] = name;
    };
    for (const [field, name] of file === undefined ? [] : columnsOf(file)) add(field, name, JSON.stringify(file));
    for (const given of column) {
        const sign = given.indexOf('=');
        if (sign < 0) throw new UsageError(`--column ${JSON.stringify(given)} has no =: write --column FIELD=NAME, such as --column customer=CustomerID.`);
        add(given.slice(0, sign).trim(), given.slice(sign + 1), `--column ${JSON.stringify(given)}`);
    }
    const empty = services.find((code) => code.trim() === '');
    if (empty !== undefined) throw new UsageError('--services needs a product code, such as --services POST.');
    return { columns, dateOrder, decimal, services };
}

function columnsOf(file: string): [string, string][] {
    const refused = (what: string) => new UsageError(`--columns ${JSON.stringify(file)} ${what}: name a file with an object such as {"customer": "CustomerID"}.`);
    let content: unknown;
    try {
        content = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
    } catch (error) {
        throw refused(error instanceof SyntaxError ? `is no JSON (${error.message})` : `cannot be read (${(error as Error).message})`);
    }
    if (typeof content !== 'object' || content === null || Array.isArray(content)) throw refused('has no object');
    return Object.entries(content).map(([field, name]) => {
        if (typeof name !== 'string') throw refused(`has ${JSON.stringify(name)} for ${field}, which is no name of a column`);
        return [field, name];
    });
}
