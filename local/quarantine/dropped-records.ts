import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Database, literal } from '../engine/database.js';
import { readJsonLines } from '../engine/duckdb-path.js';
import { pathInRaw } from './path-in-raw.js';

/** A record of raw that was given up: it stays hidden, also where the lake is built anew from raw. */
export interface DroppedRecord {
    readonly table_name: string;
    readonly file: string;
    readonly file_row: number;
    readonly rule_name: string;
    readonly drop_reason: string;
    /** ISO 8601, UTC. */
    readonly dropped_at: string;
}

const COLUMNS = { table_name: 'varchar', file: 'varchar', file_row: 'bigint', rule_name: 'varchar', drop_reason: 'varchar', dropped_at: 'timestamp' };

const folderOf = (raw: string) => join(raw, '_dropped');

/** Notes beside the files of raw, durably, that records were given up. */
export function writeDropped(raw: string, records: readonly DroppedRecord[]): void {
    const folder = folderOf(raw);
    mkdirSync(folder, { recursive: true });
    const prepared = join(folder, `.${randomUUID()}`);
    const file = openSync(prepared, 'wx', 0o600);
    writeSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    fsyncSync(file);
    closeSync(file);
    renameSync(prepared, join(folder, `${new Date().toISOString().replaceAll(/[-:.]/g, '')}-${randomUUID().slice(0, 8)}.jsonl`));
}

/**
 * Makes the temporary table `dropped_records` of the records that were given up, of which the first word counts.
 *
 * @returns whether there are any
 */
export async function readDropped(database: Database, raw: string): Promise<boolean> {
    const folder = folderOf(raw);
    const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : [];
    if (files.length === 0) return false;
    await database.run(`create or replace temp table dropped_records as
        select
            table_name,
            file,
            file_row,
            min_by(rule_name, dropped_at) as rule_name,
            min_by(drop_reason, dropped_at) as drop_reason,
            min(dropped_at) as dropped_at
        from ${readJsonLines(files.map((name) => join(folder, name)), COLUMNS)}
        group by
            table_name,
            file,
            file_row`);
    return true;
}

/** Judged records of a table, of which those that were given up break their rule whatever it says by now. */
export const keepDropped = (tableName: string, raw: string, judged: string) => `
    select judged.* replace (coalesce(judged._broken_rule, dropped.rule_name) as _broken_rule)
    from (${judged}) as judged
    left join dropped_records as dropped
        on dropped.table_name = ${literal(tableName)}
        and dropped.file_row = judged._file_row
        and dropped.file = ${pathInRaw('judged._file', raw)}`;

/** Brings the quarantine to what was noted beside raw. */
export async function markDropped(database: Database): Promise<void> {
    await database.run(`
        update clean.quarantine as quarantine
        set status = 'dropped', dropped_at = dropped.dropped_at, drop_reason = dropped.drop_reason
        from dropped_records as dropped
        where
            quarantine.status = 'open'
            and quarantine.table_name = dropped.table_name
            and quarantine.file = dropped.file
            and quarantine.file_row = dropped.file_row`);
}
