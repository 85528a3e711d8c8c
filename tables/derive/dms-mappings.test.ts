import { describe, expect, test } from 'vitest';
import { sourceTables } from '../index.js';
import { type DmsTableMappings, dmsTableMappings } from './dms-mappings.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * What is wrong with mappings by AWS DMS's own rules, as far as this lake uses them: every field of a rule is known, none that
 * is needed is missing, and names and numbers come once.
 * Source: AWS DMS User Guide, "Selection rules and actions", "Transformation rules and actions", "Using transformation rule
 * expressions to define column content".
 */
function objections(mappings: unknown): string[] {
    const found: string[] = [];
    const { rules, ...others } = mappings as { rules: Json[] };
    if (Object.keys(others).length > 0) found.push(`unknown ${Object.keys(others)}`);
    for (const field of ['rule-id', 'rule-name']) {
        const values = rules.map((rule) => rule[field]);
        if (new Set(values).size !== values.length) found.push(`${field} is not unique`);
    }
    for (const rule of rules) found.push(...objectionsToRule(rule).map((what) => `rule ${String(rule['rule-id'])}: ${what}`));
    return found;
}

const COMMON = ['rule-type', 'rule-id', 'rule-name', 'object-locator', 'rule-action'];
const FIELDS: Record<string, readonly string[]> = {
    'selection include': COMMON,
    'transformation add-column': [...COMMON, 'rule-target', 'value', 'expression', 'data-type'],
    'transformation add-before-image-columns': [...COMMON, 'rule-target', 'before-image-def'],
};
/** Those that are texts of at most 50 characters. */
const STREAM_EXPRESSIONS = ['$AR_H_STREAM_POSITION', '$AR_H_CHANGE_SEQ', '$AR_H_OPERATION', '$AR_H_USER'];

function objectionsToRule(rule: Json): string[] {
    const kind = `${String(rule['rule-type'])} ${String(rule['rule-action'])}`;
    const fields = FIELDS[kind];
    if (fields === undefined) return [`there is no ${kind}`];
    const found = [...fields.filter((field) => !(field in rule)).map((field) => `has no ${field}`), ...Object.keys(rule).filter((field) => !fields.includes(field)).map((field) => `has ${field}`)];
    if (!/^[1-9]\d*$/.test(rule['rule-id'] as string)) found.push('rule-id is no number');
    if (!/^[A-Za-z0-9-]{1,127}$/.test(rule['rule-name'] as string)) found.push('rule-name has other characters');
    if (Object.keys(rule['object-locator'] as Json).sort().join() !== 'schema-name,table-name') found.push('object-locator is not of a table');
    if ('rule-target' in rule && rule['rule-target'] !== 'column') found.push(`cannot add a column to a ${String(rule['rule-target'])}`);
    if ('data-type' in rule) {
        const { type, length, ...others } = rule['data-type'] as Json;
        if (type !== 'string' || length !== 50 || Object.keys(others).length > 0) found.push('data-type is not that of its expression');
        if (!STREAM_EXPRESSIONS.includes(rule.expression as string)) found.push(`there is no ${String(rule.expression)}`);
    }
    if ('before-image-def' in rule) {
        const { 'column-filter': filter, 'column-prefix': prefix, 'column-suffix': suffix, ...others } = rule['before-image-def'] as Json;
        if (!['pk-only', 'non-lob', 'all'].includes(filter as string) || `${String(prefix)}${String(suffix)}` === '' || Object.keys(others).length > 0) found.push('before-image-def is none');
    }
    return found;
}

/** What a task with such mappings carries of each table. */
function carried({ rules }: DmsTableMappings): Record<string, string[]> {
    const tables: Record<string, string[]> = {};
    for (const rule of rules) {
        const { 'schema-name': schema, 'table-name': table } = rule['object-locator'];
        if (rule['rule-action'] === 'include') tables[`${schema}.${table}`] = [];
    }
    for (const rule of rules) {
        const { 'schema-name': schema, 'table-name': table } = rule['object-locator'];
        if (rule['rule-action'] === 'add-column') tables[`${schema}.${table}`]!.push(`${rule.value} = ${rule.expression}`);
        if (rule['rule-action'] === 'add-before-image-columns') tables[`${schema}.${table}`]!.push(`${rule['before-image-def']['column-prefix']}<${rule['before-image-def']['column-filter']}>`);
    }
    return tables;
}

describe('the table mappings', () => {
    const mappings = dmsTableMappings(sourceTables);

    test('keep the rules of DMS', () => {
        expect(objections(JSON.parse(JSON.stringify(mappings)))).toEqual([]);
    });

    test('carry the six tables, each with its place in the order and in the log and with the key before', () => {
        const added = ['_dms_seq = $AR_H_CHANGE_SEQ', '_dms_stream_position = $AR_H_STREAM_POSITION', 'BI_<pk-only>'];
        expect(carried(mappings)).toEqual({
            'public.users': added,
            'public.brands': added,
            'public.categories': added,
            'public.products': added,
            'public.sessions': added,
            'public.events': added,
        });
    });

    test('give the key of each table the name under which the lake reads it', () => {
        for (const { name, key } of sourceTables) expect(key, name).toHaveLength(1);
    });

    test('are objected to when they break a rule of DMS', () => {
        const [first, second, ...rest] = JSON.parse(JSON.stringify(mappings.rules)) as [Json, Json, ...Json[]];
        expect(objections({ rules: [first, { ...second, 'rule-id': '1' }, ...rest] })).toEqual(['rule-id is not unique']);
        expect(objections({ rules: [first, { ...second, expression: '$AR_H_SEQUENCE' }, ...rest] })).toEqual(['rule 2: there is no $AR_H_SEQUENCE']);
        expect(objections({ rules: [first, { ...second, 'rule-target': 'table' }, ...rest] })).toEqual(['rule 2: cannot add a column to a table']);
        expect(objections({ rules: [{ ...first, filters: [] }, second, ...rest] })).toEqual(['rule 1: has filters']);
        expect(objections({ rules: [{ ...first, 'rule-action': 'excludes' }, second, ...rest] })).toEqual(['rule 1: there is no selection excludes']);
    });
});
