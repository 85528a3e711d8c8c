import type { Floor } from '../../tables/derive/merge.js';
import type { SourceTable } from '../../tables/index.js';
import type { Database } from './database.js';

/** An outcome of the account: how many records came to it, and the rule that they break. */
export interface Outcome {
    readonly outcome: 'applied' | 'superseded' | 'duplicate' | 'quarantined' | 'lost';
    readonly _broken_rule: string | null;
    readonly records: bigint;
}

/** What a piece of records is by key and order alone; numbers of more than 64 bits as text. */
export interface Survey {
    /** Smallest and largest key; null if no record has one. */
    readonly first: string | null;
    readonly last: string | null;
    /** Records that change a key. */
    readonly moves: bigint;
    readonly withoutKey: bigint;
    /** Records below the floor of the table, which come to other places than their own. */
    readonly overtaken: bigint;
    /** Records whose key stands in no other one, and the sum of the hashes of their keys and places in the order. */
    readonly single: bigint;
    readonly fingerprint: string | null;
}

const placeHash = (key: string) => `hash(${key}, _change_time, _change_number)`;

/** Looks through `raw_<table>`; `repeated_<table>` has the keys that several records touch. */
export async function survey(database: Database, table: SourceTable, floor?: Floor): Promise<Survey> {
    const [key] = table.key;
    return database.row<Survey>(`
        with marked as (
            select
                raw.*,
                raw.${key} is not null and repeated.${key} is null as is_single
            from raw_${table.name} as raw
            left join repeated_${table.name} as repeated
                on raw.${key} = repeated.${key}
        )
        select
            cast(min(${key}) as varchar) as first,
            cast(max(${key}) as varchar) as last,
            count(_before_${key}) as moves,
            count(*) - count(${key}) as "withoutKey",
            count(*) filter (${floor === undefined ? 'false' : `not _is_history and _change_time < ${floor.time}`}) as overtaken,
            count(*) filter (is_single) as single,
            cast(sum(${placeHash(key!)}) filter (is_single) as varchar) as fingerprint
        from marked`);
}

/** Are all keys of the piece provably new, because the clean table has none in their range? */
export async function isBeyond(database: Database, table: SourceTable, { first, last, moves, overtaken }: Survey): Promise<boolean> {
    if (first === null || moves > 0n || overtaken > 0n) return false;
    const [key] = table.key;
    const { n } = await database.row<{ n: bigint }>(
        `select count(*) as n from (select 1 from clean.${table.name} where ${key} >= ${first} and ${key} <= ${last} limit 1)`,
    );
    return n === 0n;
}

/**
 * The account of the records whose key stands in no other one, after they were appended beyond the keys of the table. The
 * rows of their range are they, or else the count or the fingerprint differs; a join by key would say it at ten times the
 * cost.
 *
 * @returns outcomes, `lost` where a record is not there as it came
 */
export async function accountOfAppended(database: Database, table: SourceTable, piece: Survey): Promise<Outcome[]> {
    const [key] = table.key;
    const isRepeated = `${key} in (select ${key} from repeated_${table.name})`;
    const there = await database.row<{ shown: bigint; hidden: bigint; fingerprint: string | null }>(`
        select
            count(*) filter (not _is_hidden) as shown,
            count(*) filter (_is_hidden) as hidden,
            cast(sum(${placeHash(key!)}) as varchar) as fingerprint
        from clean.${table.name}
        where ${key} >= ${piece.first} and ${key} <= ${piece.last} and _run_id = run_id() and not ${isRepeated}`);
    const broken =
        there.hidden + piece.withoutKey === 0n
            ? []
            : await database.rows<Outcome>(`
                select 'quarantined' as outcome, _broken_rule, count(*) as records
                from judged_${table.name}
                where _broken_rule is not null and (${key} is null or not ${isRepeated})
                group by _broken_rule`);
    const quarantined = broken.reduce((sum, { records }) => sum + records, 0n);
    const isWhole =
        there.shown + there.hidden === piece.single && there.fingerprint === piece.fingerprint && quarantined === there.hidden + piece.withoutKey;
    if (!isWhole) return [{ outcome: 'lost', _broken_rule: null, records: piece.single }];
    return [{ outcome: 'applied', _broken_rule: null, records: there.shown }, ...broken];
}
