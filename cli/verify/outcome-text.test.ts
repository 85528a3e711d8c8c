import { expect, test } from 'vitest';
import type { Difference, VerifyOutcome } from '../../local/verify/outcome.js';
import { outcomeText } from './outcome-text.js';

const FILE: Difference = { comparison: 'raw = ledger', table: 'users', key: { file: 'a.parquet' }, column: 'SHA-256', before: '05', after: 'a8', beforeRows: 1, afterRows: 1 };

const withFiles = (differences: readonly Difference[]): VerifyOutcome => ({
    tables: [{ comparison: 'raw = ledger', table: 'files', rows: [6, 6], fingerprints: ['0', '0'], differences: differences.length, sums: {}, seconds: 0 }],
    differences,
    hidden: [],
    notCompared: [],
    position: null,
    waitingFiles: 0,
    isEqual: false,
    rows: 6,
});

const lines = (outcome: VerifyOutcome) => outcomeText(outcome, { seconds: 1, lakeOption: ' --lake "shop"' }).split('\n');

test('a raw file that differs is named with both checksums, one that is gone as missing', () => {
    const text = lines(withFiles([FILE, { ...FILE, table: 'events', key: { file: 'b.parquet' }, column: null, after: null, afterRows: 0 }]));
    expect(text).toContain('  file a.parquet: SHA-256 is "05" in the ledger and "a8" in raw');
    expect(text).toContain('  file b.parquet is missing in raw');
    expect(text.at(-1)).toBe('Not equal: 2 differences, above with the first of each table, in 1.0 s.');
});

test('one difference is counted as one, and what mends it is said', () => {
    const text = lines(withFiles([FILE]));
    expect(text.filter((line) => /^To mend raw: put each file back .* with \.\/lake replicate --reload TABLE --lake "shop"\.$/.test(line))).toHaveLength(1);
    expect(text.at(-1)).toBe('Not equal: 1 difference, above, in 1.0 s.');
});

test('a view that cannot be asked is named with what is wrong, and is not told as empty', () => {
    const view: Difference = { comparison: 'model = views', table: 'top_brands', key: {}, column: null, before: null, after: null, beforeRows: 1, afterRows: 0, failure: 'Catalog Error: no such table' };
    const files = withFiles([view]);
    const text = lines({ ...files, tables: [{ ...files.tables[0]!, comparison: 'model = views', table: 'top_brands', rows: [0, 0] }] });
    expect(text).toContain('model = views, top_brands: 1 difference, and no rows to compare');
    expect(text).toContain('  it cannot be read in the view: Catalog Error: no such table');
    expect(text.filter((line) => line.includes('top_brands'))).toHaveLength(1);
    expect(text.filter((line) => line.startsWith('Empty on both sides'))).toEqual([]);
});
