import { sourceTables } from '../../tables/index.js';
import type { Lake } from '../engine/lake.js';
import { literal } from '../engine/database.js';
import { type DroppedRecord, readDropped, writeDropped } from './dropped-records.js';

const KEYS = sourceTables.map(({ name, key: [key] }) => `when ${literal(name)} then ${literal(`$.${key}`)}`).join(' ');

/**
 * Gives open records of the quarantine up. They stay where they are and stay hidden, with the reason, also in a lake that
 * is built anew from raw: that is noted beside raw first.
 *
 * @param condition which open records, see selectRecords
 * @returns how many, their copies among them
 */
export async function dropRecords({ paths, database }: Lake, condition: string, reason: string): Promise<number> {
    await readDropped(database, paths.raw);
    const countDropped = async () => (await database.row<{ n: bigint }>(`select count(*) as n from clean.quarantine where status = 'dropped'`)).n;
    const before = await countDropped();
    const at = new Date().toISOString();
    const chosen = await database.rows<Omit<DroppedRecord, 'drop_reason' | 'dropped_at'>>(`
        select distinct
            table_name,
            json_extract_string(record, case table_name ${KEYS} end) as record_key,
            md5(record) as record_hash,
            rule_name
        from clean.quarantine
        where status = 'open' and (${condition})`);
    if (chosen.length === 0) return 0;
    writeDropped(
        paths.raw,
        chosen.map((record) => ({ ...record, drop_reason: reason, dropped_at: at })),
    );
    await readDropped(database, paths.raw);
    return Number((await countDropped()) - before);
}
