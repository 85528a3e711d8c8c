import type { Change, Row, TableName, Value } from '../../local/source/shop/change.js';
import type { PlannedStep } from '../../local/source/shop/planned-step.js';
import { connect } from '../../local/source/connect.js';
import type { Source } from '../../local/source/source.js';

/** What the shop's tables are, written down again by hand: key, columns with their kind, and what a lost key does elsewhere. */
const TABLES: Readonly<Record<TableName, { key: string; columns: Readonly<Record<string, 'text' | 'amount' | 'time'>> }>> = {
    users: { key: 'user_id', columns: { user_id: 'text', name: 'text', email: 'text', created_at: 'time', external_id: 'text' } },
    brands: { key: 'brand_id', columns: { brand_id: 'text', brand_name: 'text' } },
    categories: { key: 'category_id', columns: { category_id: 'text', category_name: 'text', parent_id: 'text' } },
    products: { key: 'product_id', columns: { product_id: 'text', name: 'text', brand_id: 'text', category_id: 'text', price: 'amount', stock: 'text', external_id: 'text' } },
    sessions: { key: 'session_id', columns: { session_id: 'text', user_id: 'text', device_type: 'text', channel: 'text', started_at: 'time', external_id: 'text' } },
    events: { key: 'event_id', columns: { event_id: 'text', session_id: 'text', product_id: 'text', event_type: 'text', event_time: 'time', price: 'amount', quantity: 'text' } },
};
const REFERENCES: readonly (readonly [to: TableName, from: TableName, column: string, onDelete: 'null' | 'cascade' | 'refuse'])[] = [
    ['users', 'sessions', 'user_id', 'null'],
    ['brands', 'products', 'brand_id', 'null'],
    ['categories', 'products', 'category_id', 'null'],
    ['categories', 'categories', 'parent_id', 'null'],
    ['sessions', 'events', 'session_id', 'cascade'],
    ['products', 'events', 'product_id', 'refuse'],
];

type Texts = Record<string, string | null>;
/** Table → key → row. */
export type ShopRows = Record<TableName, Map<string, Texts>>;

const none = (): ShopRows => ({ users: new Map(), brands: new Map(), categories: new Map(), products: new Map(), sessions: new Map(), events: new Map() });

/** The shop as maps: what its tables have to contain after steps of a simulation. */
export class ShopModel {
    private readonly open = new Map<number, readonly Change[]>();

    constructor(public rows: ShopRows = none()) {}

    /** Transactions are done at their commit, as nothing else may touch the rows of an open one. */
    apply({ transaction, part, changes, outcome }: PlannedStep): void {
        const all = [...(this.open.get(transaction) ?? []), ...changes];
        this.open.delete(transaction);
        if (part === 'beginning') this.open.set(transaction, all);
        else if (outcome === 'commit') this.commit(all);
    }

    private commit(changes: readonly Change[]): void {
        const points = new Map<string, ShopRows>();
        for (const change of changes) {
            if (change.op === 'savepoint') points.set(change.name, copy(this.rows));
            else if (change.op === 'rollback to savepoint') this.rows = copy(points.get(change.name)!);
            else if (change.op === 'insert') for (const row of change.rows) this.insert(change.table, row);
            else if (change.op === 'delete') for (const key of change.keys) this.delete(change.table, String(key));
            else if (change.op === 'update') for (const { key, set = {}, add = {} } of change.rows) this.update(change.table, String(key), set, add);
        }
    }

    private insert(table: TableName, row: Row): void {
        const { key, columns } = TABLES[table];
        const id = String(row[key]);
        if (this.rows[table].has(id)) throw new Error(`${table} ${id} is there`);
        this.rows[table].set(id, Object.fromEntries(Object.keys(columns).map((column) => [column, textOf(table, column, row[column] ?? null)])));
        this.requireReferences(table, id);
    }

    private update(table: TableName, id: string, set: Row, add: Readonly<Record<string, number>>): void {
        const row = this.rows[table].get(id);
        if (row === undefined) throw new Error(`${table} ${id} is not there`);
        for (const [column, value] of Object.entries(set)) row[column] = textOf(table, column, value);
        for (const [column, value] of Object.entries(add)) if (row[column] !== null) row[column] = String(Number(row[column]) + value);
        const after = row[TABLES[table].key]!;
        if (after !== id) {
            if (this.rows[table].has(after)) throw new Error(`${table} ${after} is there`);
            this.rows[table].delete(id);
            this.rows[table].set(after, row);
            for (const [to, from, column] of REFERENCES) if (to === table) for (const other of this.rows[from].values()) if (other[column] === id) other[column] = after;
        }
        this.requireReferences(table, after);
    }

    private delete(table: TableName, id: string): void {
        if (!this.rows[table].delete(id)) throw new Error(`${table} ${id} is not there`);
        for (const [to, from, column, onDelete] of REFERENCES) {
            if (to !== table) continue;
            for (const [key, other] of this.rows[from]) {
                if (other[column] !== id) continue;
                if (onDelete === 'refuse') throw new Error(`${table} ${id} is referred to by ${from} ${key}`);
                if (onDelete === 'null') other[column] = null;
                else this.delete(from, key);
            }
        }
    }

    private requireReferences(table: TableName, id: string): void {
        const row = this.rows[table].get(id)!;
        for (const [to, from, column] of REFERENCES) {
            const value = row[column];
            if (from === table && value != null && !this.rows[to].has(value)) throw new Error(`${table} ${id} refers to ${to} ${value}, which is not there`);
        }
    }
}

/** The rows of a shop's database, in the same form. */
export async function readShopRows(source: Source): Promise<ShopRows> {
    const client = await connect(source);
    const found = none();
    try {
        for (const [table, { key, columns }] of Object.entries(TABLES)) {
            const selected = Object.entries(columns).map(([column, kind]) => (kind === 'time' ? `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}` : `${column}::text`));
            const { rows } = await client.query<Texts>(`select ${selected.join(', ')} from public.${table}`);
            for (const row of rows) found[table as TableName].set(row[key]!, { ...row });
        }
    } finally {
        await client.end();
    }
    return found;
}

/** Rows in the order of their keys, so that two shops are equal or not. */
export const sorted = (rows: ShopRows): Record<string, [string, Texts][]> =>
    Object.fromEntries(Object.entries(rows).map(([table, found]) => [table, [...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))]));

const copy = (rows: ShopRows): ShopRows => Object.fromEntries(Object.entries(rows).map(([table, found]) => [table, new Map([...found].map(([key, row]) => [key, { ...row }]))])) as ShopRows;

function textOf(table: TableName, column: string, value: Value): string | null {
    if (value === null) return null;
    const kind = TABLES[table].columns[column];
    if (kind === undefined) throw new Error(`${table} has no column ${column}`);
    if (kind === 'time') return new Date(value).toISOString();
    if (kind === 'text') return String(value);
    const [whole, part = ''] = String(value).split('.');
    return `${whole}.${part.padEnd(4, '0')}`;
}
