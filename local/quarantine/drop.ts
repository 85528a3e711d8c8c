import type { Lake } from '../engine/lake.js';
import { type DroppedRecord, markDropped, readDropped, writeDropped } from './dropped-records.js';

/**
 * Gives open records of the quarantine up. They stay where they are and stay hidden, with the reason, also in a lake that
 * is built anew from raw: that is noted beside raw first.
 *
 * @param condition which open records, see selectRecords
 * @returns how many
 */
export async function dropRecords({ paths, database }: Lake, condition: string, reason: string): Promise<number> {
    const at = new Date().toISOString();
    const chosen = await database.rows<Omit<DroppedRecord, 'drop_reason' | 'dropped_at' | 'file_row'> & { file_row: bigint }>(
        `select table_name, file, file_row, rule_name from clean.quarantine where status = 'open' and (${condition})`,
    );
    if (chosen.length === 0) return 0;
    writeDropped(
        paths.raw,
        chosen.map((record) => ({ ...record, file_row: Number(record.file_row), drop_reason: reason, dropped_at: at })),
    );
    await readDropped(database, paths.raw);
    await markDropped(database);
    return chosen.length;
}
