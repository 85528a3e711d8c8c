import { sourceTables, type SourceTable } from '../tables/index.js';
import { type Floor, floorOf, isBelow } from './floor.js';
import { firstBrokenRule } from './judge.js';
import { keyColumn, keyOf } from './key.js';
import { type Acknowledgement, compareSequences, type Raw, type RawRecord, type Row, type Sequence } from './raw-record.js';
import { contentHash } from './whole-record.js';

/** The latest state of one key. A row that is deleted or hidden has its key only. */
export interface CleanRow {
    readonly key: string;
    readonly values: Row;
    readonly sequence: Sequence;
    readonly changedAt: number;
    readonly isDeleted: boolean;
    readonly isHidden: boolean;
}

/** Which brand and category a product had from one change on. */
export interface ProductVersion {
    readonly productId: string;
    readonly brandId: string | null;
    readonly categoryId: string | null;
    readonly sequence: Sequence;
    readonly changedAt: number;
}

/** A record that breaks a rule, or was given up because it once did. */
export interface QuarantinedRecord {
    readonly record: RawRecord;
    readonly rule: string;
    /** Null while it waits. */
    readonly dropped: Acknowledgement | null;
}

/**
 * What became of the records of a table, each counted once. How the last number falls into superseded and duplicates depends
 * on how the records were cut into runs, so that it is not told; neither is which of the rows in force a run counted again.
 */
export interface Account {
    readonly records: number;
    readonly quarantined: number;
    /** Rule → records that break it first. */
    readonly broken: Readonly<Record<string, number>>;
    /** Rows whose state is that of a good record: one record of each is applied. */
    readonly inForce: number;
    readonly supersededOrDuplicate: number;
}

/** What clean has to hold, but for the numbers of runs. */
export interface Applied {
    /** Table → key → row. */
    readonly tables: ReadonlyMap<string, ReadonlyMap<string, CleanRow>>;
    readonly productVersions: readonly ProductVersion[];
    readonly quarantine: readonly QuarantinedRecord[];
    readonly accounts: ReadonlyMap<string, Account>;
    /** Table → floor, for tables that have one. */
    readonly floors: ReadonlyMap<string, Floor>;
}

/** A record as it was judged. */
interface Judged {
    readonly record: RawRecord;
    /** The first rule that it breaks; null for a good one. */
    readonly rule: string | null;
    readonly dropped: Acknowledgement | null;
}

/**
 * What clean has to hold of raw, as a function of the set of records and markers: their order, their repetition and the
 * runs that took them mean nothing. So what was applied little by little equals what is built anew.
 *
 * @throws Error if two different records of a key have the same place in the order, since neither may win by chance
 */
export function applied(raw: Raw): Applied {
    const records = eachPlaceOnce(raw.records);
    const tables = new Map<string, ReadonlyMap<string, CleanRow>>();
    const accounts = new Map<string, Account>();
    const floors = new Map<string, Floor>();
    const quarantine: QuarantinedRecord[] = [];
    let productVersions: ProductVersion[] = [];
    for (const table of sourceTables) {
        const ofTable = records.filter((record) => record.table === table.name);
        refuseCollisions(ofTable);
        const floor = floorOf(ofTable, raw.markers.filter((marker) => marker.table === table.name));
        if (floor !== null) floors.set(table.name, floor);
        // Each record is judged before the newest is looked for: also a broken one decides what is shown of its key.
        const judged = ofTable.map((record) => judge(record, raw.acknowledgements));
        const rows = newestOfEachKey(judged.flatMap((one) => effectsOf(table, one, floor)));
        tables.set(table.name, rows);
        accounts.set(table.name, accountOf(judged, rows));
        for (const { record, rule, dropped } of judged) if (rule !== null) quarantine.push({ record, rule, dropped });
        if (table.name === 'products') productVersions = versionsOf(judged);
    }
    return { tables, productVersions, quarantine, accounts, floors };
}

/** Raw is a set of records that stand in places. Copies of a record in other places are records too, and count. */
function eachPlaceOnce(records: readonly RawRecord[]): RawRecord[] {
    const places = new Map<string, RawRecord>();
    for (const record of records) places.set(`${record.place.file}\n${record.place.row}`, record);
    return [...places.values()];
}

/**
 * Two records of one key and one place in the order are one record twice. Otherwise a hash has collided, or numbers came
 * again.
 */
function refuseCollisions(records: readonly RawRecord[]): void {
    const contents = new Map<string, string>();
    for (const record of records) {
        const key = keyOf(record);
        if (key === null) continue;
        const place = `${key} ${record.sequence.time} ${record.sequence.number}`;
        const content = contentHash(record);
        if ((contents.get(place) ?? content) !== content) {
            throw new Error(`Two different records of ${record.table} have the key ${key} and the place ${record.sequence.time}, ${record.sequence.number} in the order of changes.`);
        }
        contents.set(place, content);
    }
}

/** A record that was given up stays broken, also when its rule was mended since. Of several notes the first counts. */
function judge(record: RawRecord, acknowledgements: readonly Acknowledgement[]): Judged {
    const rule = firstBrokenRule(record);
    const hash = acknowledgements.length === 0 ? null : contentHash(record);
    const [dropped = null] = acknowledgements
        .filter((note) => note.table === record.table && note.contentHash === hash)
        .sort((one, other) => one.droppedAt - other.droppedAt);
    return { record, rule: rule ?? dropped?.rule ?? null, dropped };
}

/** What one record does to single keys: to its own, and where it changed the key, to the old one. */
function effectsOf(table: SourceTable, { record, rule }: Judged, floor: Floor | null): CleanRow[] {
    const key = keyOf(record);
    const { before, sequence, changedAt } = record;
    const keys = [...(key === null ? [] : [key]), ...(before === null || before === key ? [] : [before])];
    // Below the floor everything counts as deleted right below the load, whenever it arrives.
    if (isBelow(record, floor)) return keys.map((touched) => tombstone(table, touched, floor!));
    return keys.map((touched) => {
        // A change of the key deletes the old one at the same place, also when the record is broken.
        if (touched !== key || record.op === 'D') return tombstone(table, touched, { sequence, changedAt });
        // The newest record of a key decides, also when it is broken: then the row is hidden, not shown as it was before.
        if (rule !== null) return { ...tombstone(table, key, { sequence, changedAt }), isDeleted: false, isHidden: true };
        return { key, values: record.values, sequence, changedAt, isDeleted: false, isHidden: false };
    });
}

/** Key and order only, so that a reference to it finds nothing. Also of a key that was never seen: what is older comes later. */
const tombstone = (table: SourceTable, key: string, at: { sequence: Sequence; changedAt: number }): CleanRow => ({
    key,
    values: Object.fromEntries(Object.keys(table.columns).map((column) => [column, column === keyColumn(table) ? key : null])),
    sequence: at.sequence,
    changedAt: at.changedAt,
    isDeleted: true,
    isHidden: false,
});

function newestOfEachKey(effects: readonly CleanRow[]): Map<string, CleanRow> {
    const rows = new Map<string, CleanRow>();
    for (const effect of effects) {
        const there = rows.get(effect.key);
        if (there === undefined || isNewer(effect, there)) rows.set(effect.key, effect);
    }
    return rows;
}

/** At the same place in the order what is shown stands before what is deleted, and that before what is hidden. */
function isNewer(one: CleanRow, other: CleanRow): boolean {
    const order = compareSequences(one.sequence, other.sequence);
    return order > 0 || (order === 0 && rank(one) > rank(other));
}

const rank = ({ isDeleted, isHidden }: CleanRow): number => (isHidden ? 0 : isDeleted ? 1 : 2);

/** From the state that was reached, never by subtraction of what is left over: a record that is nowhere would show. */
function accountOf(judged: readonly Judged[], rows: ReadonlyMap<string, CleanRow>): Account {
    const broken: Record<string, number> = {};
    const inForce = new Set<string>();
    let [quarantined, outdated, equal] = [0, 0, 0];
    for (const { record, rule } of judged) {
        if (rule !== null) {
            quarantined += 1;
            broken[rule] = (broken[rule] ?? 0) + 1;
            continue;
        }
        const key = keyOf(record)!;
        const row = rows.get(key);
        const order = row === undefined ? -1 : compareSequences(row.sequence, record.sequence);
        if (order < 0) throw new Error(`A record of ${record.table} with the key ${key} is lost.`);
        if (order > 0) outdated += 1;
        else {
            equal += 1;
            inForce.add(key);
        }
    }
    return { records: judged.length, quarantined, broken, inForce: inForce.size, supersededOrDuplicate: outdated + equal - inForce.size };
}

/** All good records of products but deletions, also those below a floor or outdated: events of their time are described by them. */
function versionsOf(judged: readonly Judged[]): ProductVersion[] {
    const versions = new Map<string, ProductVersion>();
    for (const { record, rule } of judged) {
        if (rule !== null || record.op === 'D') continue;
        const { values, sequence, changedAt } = record;
        const productId = keyOf(record)!;
        versions.set(`${productId} ${sequence.time} ${sequence.number}`, {
            productId,
            brandId: values['brand_id'] ?? null,
            categoryId: values['category_id'] ?? null,
            sequence,
            changedAt,
        });
    }
    return [...versions.values()];
}
