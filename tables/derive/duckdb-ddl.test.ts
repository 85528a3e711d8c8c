import { Float64 } from 'apache-arrow/type';
import { describe, expect, it } from 'vitest';
import { dimProducts } from '../model/dimensions.js';
import { cleanTables, modelTables } from '../index.js';
import { bool, date, digits, int32, int64, money, ratio, text, texts, timestamp } from '../table.js';
import { duckdbCreateTable } from './duckdb-ddl.js';
import { duckdbType } from './duckdb-types.js';

describe('create table', () => {
    it('has each column in its order, with its type and whether it is always there', () => {
        expect(duckdbCreateTable(dimProducts)).toBe(`create table model.dim_products (
    product_id bigint not null,
    product_name varchar,
    brand varchar not null,
    category_id bigint,
    category_name varchar not null,
    price decimal(18, 4),
    stock integer,
    external_id varchar
)`);
    });
});

describe('wide keys', () => {
    it('are stored unpacked wherever they stand, and nothing else is', () => {
        const lines = [...cleanTables, ...modelTables].flatMap((table) => duckdbCreateTable(table).split('\n').map((line) => line.trim()));
        const unpacked = lines.filter((line) => line.includes('uncompressed'));
        expect(new Set(unpacked)).toEqual(
            new Set([
                'event_id decimal(30, 0) using compression uncompressed not null,',
                'session_id decimal(25, 0) using compression uncompressed not null,',
                'session_id decimal(25, 0) using compression uncompressed,',
            ]),
        );
        expect(lines.filter((line) => /^(event|session)_id /.test(line))).toEqual(unpacked);
    });
});

describe('the ids of imported sessions', () => {
    it('are stored as texts that are all different, and no other texts are', () => {
        const packed = [...cleanTables, ...modelTables].map(duckdbCreateTable).filter((statement) => statement.includes('zstd'));
        expect(packed).toHaveLength(1);
        expect(packed[0]).toMatch(/^create table clean\.sessions \([^]*\n    external_id varchar using compression zstd,\n/);
        expect(packed[0]!.split('zstd')).toHaveLength(2);
    });
});

describe('the DuckDB type', () => {
    it.each([
        [int32, 'integer'],
        [int64, 'bigint'],
        [money, 'decimal(18, 4)'],
        [ratio, 'decimal(18, 6)'],
        [digits(30), 'decimal(30, 0)'],
        [text, 'varchar'],
        [bool, 'boolean'],
        [date, 'date'],
        [timestamp, 'timestamp'],
        [texts, 'varchar[]'],
    ])('of %s is %s', (type, name) => {
        expect(duckdbType(type)).toBe(name);
    });

    it('is refused for a floating point number', () => {
        expect(() => duckdbType(new Float64())).toThrow('Float64');
    });
});
