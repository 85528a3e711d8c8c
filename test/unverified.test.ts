import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SKIPPED_BY_MOTO } from './engines/skipped-by-moto.js';

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'unverified.md'), 'utf8');

test('docs/unverified.md names the types that moto skips, and no other', () => {
    const [, table] = page.split('## What moto makes nothing of\n');
    const rows = table!.split('\n').filter((line) => line.startsWith('| `'));
    const named = rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`(\w+::[\w:]+)`/g)].map(([, type]) => type));
    expect(named.sort()).toEqual([...SKIPPED_BY_MOTO].sort());
});

test('docs/unverified.md says of each claim why, what shows it and what to do', () => {
    const [, table] = /## What may be otherwise\n\n([\s\S]*?)\n\n/.exec(page)!;
    for (const row of table!.split('\n')) expect(row.replaceAll('\\|', '').split('|').map((cell) => cell.trim()).filter((cell) => cell !== ''), row).toHaveLength(4);
});
