import { type Database } from '../engine/database.js';
import { piecesOf } from '../engine/pieces.js';
import type { ComparisonName, Difference, TableComparison } from './outcome.js';

/** Rows of one side of a comparison. */
export interface Side {
    /**
     * SQL of the rows, one per key, whose keys keep a condition.
     *
     * @param condition on the key columns
     */
    readonly rows: (condition: string) => string;
    /**
     * SQL of the key columns and `row_hash` of the same rows, where that is cheaper than to choose among whole rows. No row has the hash 0.
     *
     * @default - from `rows`
     */
    readonly hashes?: (condition: string, rowHash: string) => string;
}

export interface CompareProps {
    readonly database: Database;
    readonly comparison: ComparisonName;
    readonly table: string;
    readonly key: readonly string[];
    /** The columns to compare beside the key, with their types, to which both sides are cast. */
    readonly columns: Readonly<Record<string, string>>;
    readonly before: Side;
    readonly after: Side;
    /** So many differing keys are looked at. */
    readonly most: number;
    /** Of so many differing keys at once the rows are chosen for their sums. @default as many as fit into the least memory */
    readonly mostChosen?: number;
}

export interface Compared {
    readonly result: TableComparison;
    readonly differences: readonly Difference[];
}

/** A relation as one side. */
export const side = (relation: string): Side => ({ rows: (condition) => `select * from ${relation} where ${condition}` });

/** Keys fall into so many groups; only groups whose sums differ are looked into. */
const BUCKETS = 4096;

interface Bucket {
    readonly bucket: number;
    readonly rows: bigint;
    readonly fingerprint: string;
}

/**
 * Compares two relations by key: first the number of rows and the sum of their hashes in each of 4,096 groups of keys,
 * then, in groups that differ, key by key. Two different relations pass for equal with a chance of about 2⁻⁶³.
 */
export async function compareRows(props: CompareProps): Promise<Compared> {
    const { database, comparison, table, before, after, most } = props;
    const started = performance.now();
    const [beforeBuckets, afterBuckets] = [await bucketsOf(props, before), await bucketsOf(props, after)];
    const differing = differingBuckets(beforeBuckets, afterBuckets);
    let differences = 0;
    let shown: Difference[] = [];
    let sums: TableComparison['sums'] = {};
    if (differing.length > 0) {
        // Of two changes at one place the second look may choose the other: that is no equality.
        differences = Math.max(differing.length, await findDifferingKeys(props, differing));
        shown = await showDifferences(props, most);
        sums = await sumsOf(props);
        await database.run('drop table differing_keys');
    }
    const total = (buckets: readonly Bucket[]) => Number(buckets.reduce((sum, { rows }) => sum + rows, 0n));
    const fingerprint = (buckets: readonly Bucket[]) => String(buckets.reduce((sum, one) => sum + BigInt(one.fingerprint), 0n));
    return {
        result: {
            comparison,
            table,
            rows: [total(beforeBuckets), total(afterBuckets)],
            fingerprints: [fingerprint(beforeBuckets), fingerprint(afterBuckets)],
            differences,
            sums,
            seconds: (performance.now() - started) / 1000,
        },
        differences: shown,
    };
}

const bucketOf = (key: readonly string[]) => `hash(${key.map(quoted).join(', ')}) % ${BUCKETS}`;

/**
 * The outer hash is needed: DuckDB combines the hashes of several values by exclusive or, whose sums can stay when two values change
 * places. It is never 0, which stands for no row. As a bigint it goes through the disk with its group where it is chosen by arg_max:
 * 500 MB suffice for 133 million keys, and did not for 20 million with a hugeint.
 */
const rowHashOf = ({ key, columns }: CompareProps) =>
    `greatest(cast(hash(hash(${[...key.map(quoted), ...Object.entries(columns).map(([name, type]) => `cast(${quoted(name)} as ${type})`)].join(', ')})) >> 1 as bigint), 1)`;

function hashesOf(props: CompareProps, { rows, hashes }: Side, condition: string): string {
    if (hashes !== undefined) return hashes(condition, rowHashOf(props));
    return `select ${props.key.map(quoted).join(', ')}, ${rowHashOf(props)} as row_hash from (${rows(condition)})`;
}

async function bucketsOf(props: CompareProps, one: Side): Promise<Bucket[]> {
    return props.database.rows<Bucket>(`
        select cast(${bucketOf(props.key)} as integer) as bucket, count(*) as rows, cast(sum(row_hash) as varchar) as fingerprint
        from (${hashesOf(props, one, 'true')})
        group by bucket
        order by bucket`);
}

function differingBuckets(before: readonly Bucket[], after: readonly Bucket[]): number[] {
    const text = ({ rows, fingerprint }: Bucket) => `${rows} ${fingerprint}`;
    const rest = new Map(after.map((bucket) => [bucket.bucket, text(bucket)]));
    const differing: number[] = [];
    for (const bucket of before) {
        if (rest.get(bucket.bucket) !== text(bucket)) differing.push(bucket.bucket);
        rest.delete(bucket.bucket);
    }
    return [...differing, ...rest.keys()];
}

/** Makes `differing_keys`. @returns how many there are */
async function findDifferingKeys(props: CompareProps, buckets: readonly number[]): Promise<number> {
    const { database, key, before, after } = props;
    const condition = buckets.length > BUCKETS / 2 ? 'true' : `${bucketOf(key)} in (${buckets.join(', ')})`;
    const names = key.map(quoted);
    // A key that stands twice on one side must not pass for two equal rows.
    const grouped = (one: Side) => `select ${names.join(', ')}, count(*) as n, sum(row_hash) as h from (${hashesOf(props, one, condition)}) group by ${names.join(', ')}`;
    await database.run(`create or replace temp table differing_keys as
        select
            ${names.map((name) => `coalesce(before.${name}, after.${name}) as ${name}`).join(', ')},
            coalesce(before.n, 0) as before_rows,
            coalesce(after.n, 0) as after_rows
        from (${grouped(before)}) as before
        full join (${grouped(after)}) as after
            on ${names.map((name) => `before.${name} is not distinct from after.${name}`).join(' and ')}
        where before.n is distinct from after.n or before.h is distinct from after.h`);
    const { n } = await database.row<{ n: bigint }>('select count(*) as n from differing_keys');
    return Number(n);
}

type TextRow = Readonly<Record<string, string | null>>;

async function showDifferences(props: CompareProps, most: number): Promise<Difference[]> {
    const { database, comparison, table, key, columns, before, after } = props;
    const names = key.map(quoted).join(', ');
    await database.run(`create or replace temp table shown_keys as select * from differing_keys order by ${names} limit ${most}`);
    const rowsOf = async (one: Side): Promise<Map<string, TextRow>> => {
        const all = [...key, ...Object.keys(columns)];
        const rows = await database.rows<TextRow>(`
            select ${all.map((name) => `cast(${name in columns ? `cast(${quoted(name)} as ${columns[name]})` : quoted(name)} as varchar) as ${quoted(name)}`).join(', ')}
            from (${one.rows(`(${names}) in (select (${names}) from shown_keys)`)})`);
        return new Map(rows.map((row) => [keyText(row), row]));
    };
    const keyText = (row: TextRow) => JSON.stringify(key.map((name) => row[name]));
    const [beforeRows, afterRows] = [await rowsOf(before), await rowsOf(after)];
    const shown = await database.rows<TextRow & { before_rows: bigint; after_rows: bigint }>(
        `select ${key.map((name) => `cast(${quoted(name)} as varchar) as ${quoted(name)}`).join(', ')}, before_rows, after_rows from shown_keys order by shown_keys.${key.map(quoted).join(', shown_keys.')}`,
    );
    return shown.flatMap((row): Difference[] => {
        const common = {
            comparison,
            table,
            key: Object.fromEntries(key.map((name) => [name, row[name] ?? null])),
            beforeRows: Number(row.before_rows),
            afterRows: Number(row.after_rows),
        };
        const whole = { ...common, column: null, before: null, after: null };
        if (row.before_rows !== 1n || row.after_rows !== 1n) return [whole];
        const [one, other] = [beforeRows.get(keyText(row)), afterRows.get(keyText(row))];
        const differing = Object.keys(columns).filter((name) => (one?.[name] ?? null) !== (other?.[name] ?? null));
        return differing.length === 0 ? [whole] : differing.map((column) => ({ ...common, column, before: one?.[column] ?? null, after: other?.[column] ?? null }));
    });
}

/** So many rows of which the newest change is chosen fit into the least memory that a comparison has. */
const MOST_CHOSEN = 4_000_000;

/** Sums of what can be summed up: neither keys nor places in the order. */
async function sumsOf(props: CompareProps): Promise<TableComparison['sums']> {
    const { key, columns, before, after } = props;
    const names = Object.keys(columns).filter((name) => /^(decimal|integer|bigint)/.test(columns[name]!) && !key.includes(name) && !/^_|_id$/.test(name));
    if (names.length === 0) return {};
    const [one, other] = [await sumsOfSide(props, names, before, after), await sumsOfSide(props, names, after, before)];
    return Object.fromEntries(names.map((name) => [name, [one[name] ?? null, other[name] ?? null] as const]));
}

/**
 * Where it takes much to choose the rows of a side, its sums are those of the other side, without what the differing keys have there,
 * and with what they have here: the rows of all other keys are equal.
 */
async function sumsOfSide({ database, key, columns, mostChosen = MOST_CHOSEN }: CompareProps, names: readonly string[], one: Side, other: Side): Promise<TextRow> {
    const each = (text: (name: string) => string) => names.map((name) => `${text(name)} as ${quoted(name)}`).join(', ');
    const total = (relation: string) => database.row<TextRow>(`select ${each((name) => `cast(sum(cast(${quoted(name)} as ${columns[name]})) as varchar)`)} from (${relation})`);
    if (one.hashes === undefined) return total(one.rows('true'));
    // A column without any value has no sum, and not the sum 0.
    const part = ({ rows }: Side, condition: string, sign: '' | '-') =>
        `select ${names.map((name) => `${sign}sum(cast(${quoted(name)} as ${columns[name]})) as ${quoted(name)}, ${sign}count(${quoted(name)}) as ${quoted(`${name} values`)}`).join(', ')} from (${rows(condition)})`;
    await database.run(`create or replace temp table sums_of_parts as ${part(other, 'true', '')}`);
    const { n } = await database.row<{ n: bigint }>('select count(*) as n from differing_keys');
    const keys = key.map(quoted).join(', ');
    for (const piece of await piecesOf({ database, rows: 'differing_keys', column: quoted(key[0]!), count: Math.ceil(Number(n) / mostChosen) })) {
        const condition = `${piece} and (${keys}) in (select (${keys}) from differing_keys where ${piece})`;
        await database.run(`insert into sums_of_parts ${part(other, condition, '-')}`);
        await database.run(`insert into sums_of_parts ${part(one, condition, '')}`);
    }
    return database.row<TextRow>(`select ${each((name) => `if(sum(${quoted(`${name} values`)}) = 0, null, cast(sum(${quoted(name)}) as varchar))`)} from sums_of_parts`);
}

/** A name of a column or database as SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
