import { UsageError } from '../errors.js';
import { literal } from '../engine/database.js';

/** Which records of the quarantine are meant: those that meet everything that is said. */
export interface RecordSelection {
    /** Names of records, or their beginnings. */
    readonly ids: readonly string[];
    readonly table?: string;
    readonly rule?: string;
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
