import { account, raiseToFloor } from '../../tables/derive/merge.js';
import type { LakeTable, SourceTable } from '../../tables/index.js';
import { ExpectedError } from '../errors.js';
import { keepDropped } from '../quarantine/dropped-records.js';
import { setAside } from '../quarantine/set-aside.js';
import { accountOfAppended, isBeyond, type Outcome, survey } from './append.js';
import { keepVersions, makeBatch, refuseCollisionsWithLake } from './batch.js';
import type { Database } from './database.js';
import { mergeChanges } from './merge-changes.js';
import type { TableFloor } from './floors.js';
import { piecesOf } from './pieces.js';
import { type RawFile, rawRows } from './raw-files.js';

/** What became of the records of one table, each counted once. */
export interface TableAccount {
    readonly table: string;
    readonly records: number;
    readonly applied: number;
    readonly superseded: number;
    readonly duplicate: number;
    readonly quarantined: number;
    /** Rule → records that break it first. */
    readonly broken: Readonly<Record<string, number>>;
    /** Records that stand in the batch more than once, judged good or not; the first of each is not counted. */
    readonly repeated: number;
}

type Counting = { -readonly [K in keyof TableAccount]: TableAccount[K] } & { broken: Record<string, number> };

/** The account of so many records before the first of them is counted. */
export const emptyAccount = (table: string, records: number): Counting => ({
    table,
    records,
    applied: 0,
    superseded: 0,
    duplicate: 0,
    quarantined: 0,
    broken: {},
    repeated: 0,
});

/** So many records are read from raw once and kept; more are read anew by each statement. */
const FEW_RECORDS = 200_000;

interface Application {
    readonly database: Database;
    readonly raw: string;
    readonly table: SourceTable;
    readonly clean: LakeTable;
    readonly files: readonly RawFile[];
    /** Are there records that were given up, in `dropped_records`? */
    readonly hasDropped: boolean;
    /** @default - no load of the table is complete */
    readonly floor?: TableFloor;
    /**
     * Rows that are reduced to one per key at a time. As the keys of two pieces differ, the result is the same.
     *
     * @default 8,000,000, which fits in memory
     */
    readonly pieceRows?: number;
}

/**
 * Takes the records of one table from raw to clean: judged, reduced to the newest of each key, merged where they are
 * later; broken ones to quarantine. To be called within the transaction of the run.
 *
 * @throws ExpectedError if a record was lost, or two different rows have the same key and sequence
 */
export async function applyChanges(application: Application): Promise<TableAccount> {
    const { database, table, files, floor } = application;
    const total = emptyAccount(
        table.name,
        files.reduce((sum, file) => sum + file.rows, 0),
    );
    let counted = 0;
    for (const condition of files.length === 0 ? [] : await keysOfPieces(application, total.records)) {
        for (const { outcome, _broken_rule, records } of await applyPiece(application, condition)) {
            if (outcome === 'lost') throw lostRecords(application, Number(records));
            counted += Number(records);
            if (outcome === 'quarantined') total.broken[_broken_rule!] = (total.broken[_broken_rule!] ?? 0) + Number(records);
            total[outcome] += Number(records);
        }
        total.repeated += await repetitions(application);
    }
    // After the load's rows, so that those which it brought again are not deleted before.
    if (floor?.isNew) await database.run(raiseToFloor(table, floor));
    if (counted !== total.records) throw lostRecords(application, total.records - counted);
    return total;
}

async function repetitions({ database, table }: Application): Promise<number> {
    const [key] = table.key;
    const { n } = await database.row<{ n: bigint }>(`
        select coalesce(sum(times - 1), 0)::bigint as n
        from (
            select count(*) as times
            from repeated_records_${table.name}
            group by ${key}, _change_time, _change_number
        )`);
    return Number(n);
}

const lostRecords = ({ table, files }: Application, count: number) =>
    new ExpectedError(
        `${count} records of ${table.name} cannot be accounted for among ${files.length} files (first ${files[0]!.path}); nothing was changed. This is a fault of the program: please report it.`,
    );

function keysOfPieces({ database, table, files, raw, pieceRows = 8_000_000 }: Application, records: number): Promise<string[]> {
    const rows = rawRows(raw, files.map(({ path }) => path));
    return piecesOf({ database, rows, column: table.key[0]!, count: Math.ceil(records / pieceRows) });
}

async function applyPiece({ database, table, clean, files, raw, hasDropped, floor }: Application, condition: string): Promise<Outcome[]> {
    const { name } = table;
    const repeated = await makeBatch({
        database,
        table,
        clean,
        floor,
        rows: `(select * from ${rawRows(raw, files.map(({ path }) => path))} where ${condition})`,
        isSmall: files.reduce((sum, file) => sum + file.rows, 0) <= FEW_RECORDS,
        judge: hasDropped ? (judged) => keepDropped(table, judged) : undefined,
    });
    const piece = await survey(database, table, floor);
    const isAppended = await isBeyond(database, table, piece);
    if (isAppended) await database.run(`insert into clean.${name} select * from changes_${name}`);
    const merged = isAppended ? null : await mergeChanges(database, table);
    if (name === 'products') await keepVersions(database);
    const outcomes =
        merged === null
            ? [...(await accountOfAppended(database, table, piece)), ...(repeated === 0n ? [] : await accountOfRepeated(database, table))]
            : await database.rows<Outcome>(account(table, `judged_${name}`, merged.rows));
    if (outcomes.some(({ outcome }) => outcome === 'duplicate')) await refuseCollisionsWithLake(database, table, merged?.unchanged);
    await merged?.drop();
    if (outcomes.some(({ outcome }) => outcome === 'quarantined')) await setAside(database, table, raw);
    return outcomes;
}

async function accountOfRepeated(database: Database, table: SourceTable): Promise<Outcome[]> {
    const [key] = table.key;
    const rows = `(select ${key}, _change_time, _change_number, _run_id from clean.${table.name} where ${key} in (select ${key} from repeated_${table.name}))`;
    return database.rows<Outcome>(account(table, `repeated_records_${table.name}`, rows));
}
