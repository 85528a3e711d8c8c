import { UsageError } from '../errors.js';
import { type Database, literal } from '../engine/database.js';

/** Which records of the quarantine are meant: those that meet everything that is said. */
export interface RecordSelection {
    /** Names of records, or their beginnings. */
    readonly ids: readonly string[];
    readonly table?: string;
    readonly rule?: string;
}

/**
 * Makes sure that each beginning of a name means one record (and its copies).
 *
 * @throws UsageError naming one that no record has, or two that begin so
 */
export async function requireRecords(database: Database, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
        const found = await database.rows<{ quarantine_id: string }>(
            `select distinct quarantine_id from clean.quarantine where starts_with(quarantine_id, ${literal(id)}) order by quarantine_id limit 2`,
        );
        requireOne(id, found.map(({ quarantine_id }) => quarantine_id));
    }
}

/** @throws UsageError if the names of records that begin with `id` are none, or several */
export function requireOne(id: string, [one, another]: readonly string[]): void {
    if (one === undefined) throw new UsageError(`No record is called ${id}: quarantine list shows what there is, clean.quarantine all of them.`);
    if (another !== undefined) throw new UsageError(`Several records begin with ${id}, such as ${one} and ${another}: give more digits.`);
}

/**
 * A condition on `clean.quarantine`.
 *
 * @throws UsageError if nothing is said, or an id is none
 */
export function selectRecords({ ids, table, rule }: RecordSelection): string {
    const wrong = ids.find((id) => !/^[0-9a-f]{4,16}$/.test(id));
    if (wrong !== undefined) throw new UsageError(`${JSON.stringify(wrong)} is no name of a record: give the 16 digits that \`quarantine list\` shows, or at least the first 4.`);
    const conditions = [
        ...(ids.length > 0 ? [`(${ids.map((id) => `starts_with(quarantine_id, ${literal(id)})`).join(' or ')})`] : []),
        ...(table === undefined ? [] : [`table_name = ${literal(table)}`]),
        ...(rule === undefined ? [] : [`rule_name = ${literal(rule)}`]),
    ];
    if (conditions.length === 0) throw new UsageError('Say which records are meant: their names, --table, --rule, or --all.');
    return conditions.join(' and ');
}
