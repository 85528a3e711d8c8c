import type { SourceTable } from '../table.js';

/**
 * Which tables AWS DMS carries, and the columns that it adds to what they have: the place of a change in the order, its place
 * in the source's log, and the key before an update.
 * Source: AWS DMS User Guide, "Specifying table selection and transformations rules using JSON" and its pages on expressions
 * and before images.
 */
export interface DmsTableMappings {
    readonly rules: readonly DmsRule[];
}

interface NumberedRule {
    readonly 'rule-id': string;
    readonly 'rule-name': string;
    readonly 'object-locator': { readonly 'schema-name': string; readonly 'table-name': string };
}

export type DmsRule = NumberedRule &
    (
        | { readonly 'rule-type': 'selection'; readonly 'rule-action': 'include' }
        | {
              readonly 'rule-type': 'transformation';
              readonly 'rule-target': 'column';
              readonly 'rule-action': 'add-column';
              readonly value: string;
              readonly expression: string;
              readonly 'data-type': { readonly type: 'string'; readonly length: number };
          }
        | {
              readonly 'rule-type': 'transformation';
              readonly 'rule-target': 'column';
              readonly 'rule-action': 'add-before-image-columns';
              readonly 'before-image-def': { readonly 'column-filter': 'pk-only'; readonly 'column-prefix': string; readonly 'column-suffix': string };
          }
    );

/** Columns of the stream, by their expression; DMS has texts of at most 50 characters for both. */
const STREAM_COLUMNS = { _dms_seq: '$AR_H_CHANGE_SEQ', _dms_stream_position: '$AR_H_STREAM_POSITION' } as const;
const STREAM_LENGTH = 50;

export function dmsTableMappings(tables: readonly SourceTable[]): DmsTableMappings {
    const rules = tables.flatMap(({ name }) => [include(name), ...Object.entries(STREAM_COLUMNS).map(([column, expression]) => addColumn(name, column, expression)), addKeyBefore(name)]);
    // Numbers and names have to be different ones.
    return { rules: rules.map(({ name, rule }, index) => ({ 'rule-id': String(index + 1), 'rule-name': name, ...rule })) };
}

type Named = { readonly name: string; readonly rule: DistributiveOmit<DmsRule, 'rule-id' | 'rule-name'> };
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const locator = (table: string) => ({ 'schema-name': 'public', 'table-name': table });

const include = (table: string): Named => ({
    name: `include-${table}`,
    rule: { 'rule-type': 'selection', 'object-locator': locator(table), 'rule-action': 'include' },
});

const addColumn = (table: string, column: string, expression: string): Named => ({
    name: `${table}-${column.replace(/^_/, '').replaceAll('_', '-')}`,
    rule: {
        'rule-type': 'transformation',
        'rule-target': 'column',
        'object-locator': locator(table),
        'rule-action': 'add-column',
        value: column,
        expression,
        'data-type': { type: 'string', length: STREAM_LENGTH },
    },
});

const addKeyBefore = (table: string): Named => ({
    name: `${table}-key-before`,
    rule: {
        'rule-type': 'transformation',
        'rule-target': 'column',
        'object-locator': locator(table),
        'rule-action': 'add-before-image-columns',
        'before-image-def': { 'column-filter': 'pk-only', 'column-prefix': 'BI_', 'column-suffix': '' },
    },
});
