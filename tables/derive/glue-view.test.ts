import { describe, expect, it } from 'vitest';
import { sqlFile } from '../../local/engine/sql-files.js';
import { bool, date, digits, int32, int64, money, optional, ratio, type Relation, required, text, texts, timestamp } from '../table.js';
import { views } from '../views/index.js';
import { glueView } from './glue-view.js';

const everything: Pick<Relation, 'name' | 'columns'> = {
    name: 'everything',
    columns: {
        letter: required(text, 'A letter, such as ä.'),
        small: optional(int32, 'A small number.'),
        large: optional(int64, 'A large number.'),
        amount: optional(money, 'An amount.'),
        share: optional(ratio, 'A share.'),
        event_id: optional(digits(23), 'A key.'),
        is_good: optional(bool, 'Is it good?'),
        day: optional(date, 'A day.'),
        seen_at: optional(timestamp, 'A time.'),
        names: optional(texts, 'Names.'),
    },
};

/** What stands in a view's text, by hand: bytes of base64 from its alphabet, six bits a letter. */
function decode(viewOriginalText: string): unknown {
    const [, base64] = /^\/\* Presto View: ([A-Za-z0-9+/]+={0,2}) \*\/$/.exec(viewOriginalText)!;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    expect(base64!.length % 4).toBe(0);
    const bits = [...base64!.replaceAll('=', '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(6, '0')).join('');
    const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes)));
}

describe('a view for Glue', () => {
    const sql = `-- Ä, "quotes" and\n-- lines\nselect 'ä👍' as letter\n`;
    const made = glueView({ view: everything, sql, database: 'analytics' });

    it('has the parts by which Athena knows a view, and no partition', () => {
        expect({ ...made, viewOriginalText: '', storageDescriptor: null }).toEqual({
            name: 'everything',
            tableType: 'VIRTUAL_VIEW',
            parameters: { presto_view: 'true', comment: 'Presto View' },
            partitionKeys: [],
            storageDescriptor: null,
            viewOriginalText: '',
            viewExpandedText: '/* Presto View */',
        });
    });

    it('has the types of Hive and the meanings for Glue', () => {
        expect(made.storageDescriptor).toEqual({
            columns: [
                { name: 'letter', type: 'string', comment: 'A letter, such as ä.' },
                { name: 'small', type: 'int', comment: 'A small number.' },
                { name: 'large', type: 'bigint', comment: 'A large number.' },
                { name: 'amount', type: 'decimal(18,4)', comment: 'An amount.' },
                { name: 'share', type: 'decimal(18,6)', comment: 'A share.' },
                { name: 'event_id', type: 'decimal(23,0)', comment: 'A key.' },
                { name: 'is_good', type: 'boolean', comment: 'Is it good?' },
                { name: 'day', type: 'date', comment: 'A day.' },
                { name: 'seen_at', type: 'timestamp', comment: 'A time.' },
                { name: 'names', type: 'array<string>', comment: 'Names.' },
            ],
            serdeInfo: {},
            location: '',
        });
    });

    it('has the statement unchanged, where its names are looked up, and the types of Trino', () => {
        expect(decode(made.viewOriginalText)).toEqual({
            originalSql: sql,
            catalog: 'awsdatacatalog',
            schema: 'analytics',
            columns: [
                { name: 'letter', type: 'varchar' },
                { name: 'small', type: 'integer' },
                { name: 'large', type: 'bigint' },
                { name: 'amount', type: 'decimal(18,4)' },
                { name: 'share', type: 'decimal(18,6)' },
                { name: 'event_id', type: 'decimal(23,0)' },
                { name: 'is_good', type: 'boolean' },
                { name: 'day', type: 'date' },
                { name: 'seen_at', type: 'timestamp(6)' },
                { name: 'names', type: 'array(varchar)' },
            ],
        });
    });

    it('can be of another catalogue', () => {
        expect(decode(glueView({ view: everything, sql, catalogue: 'lake_2', database: 'other' }).viewOriginalText)).toMatchObject({ catalog: 'lake_2', schema: 'other' });
    });

    it('is refused with a comment longer than Glue takes, in bytes', () => {
        const of = (meaning: string) => ({ ...everything, columns: { letter: required(text, meaning) } });
        expect(glueView({ view: of(`${'ä'.repeat(127)}.`), sql, database: 'analytics' }).storageDescriptor.columns).toHaveLength(1);
        expect(() => glueView({ view: of(`${'ä'.repeat(127)}..`), sql, database: 'analytics' })).toThrow(
            'The meaning of everything.letter has 256 bytes, and Glue takes 255 as a comment: say it in fewer words.',
        );
    });

    it.each(views)('can be made of $name, within what Glue takes', (view) => {
        const table = glueView({ view, sql: sqlFile(`athena/${view.name}.sql`), database: 'analytics' });
        expect(table.name).toMatch(/^[a-z][a-z0-9_]{0,254}$/);
        expect(table.viewOriginalText.length).toBeLessThan(409_600);
        expect(Object.keys(view.columns)).toEqual(table.storageDescriptor.columns.map(({ name }) => name));
    });
});
