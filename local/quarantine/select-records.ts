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
 * @throws UsageError naming two that begin so
 */
export async function refuseAmbiguous(database: Database, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
        const [one, another] = await database.rows<{ quarantine_id: string }>(
            `select distinct quarantine_id from clean.quarantine where starts_with(quarantine_id, ${literal(id)}) order by quarantine_id limit 2`,
        );
        if (another !== undefined) throw new UsageError(`Several records begin with ${id}, such as ${one!.quarantine_id} and ${another.quarantine_id}: give more digits.`);
    }
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
