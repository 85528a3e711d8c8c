import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { SourceTable } from '../../tables/index.js';
import { duckdbType } from '../../tables/derive/duckdb-types.js';
import { type Database, literal } from '../engine/database.js';
import { readJsonLines } from '../engine/duckdb-path.js';
import { moveDurably } from '../durable-files.js';
import { ExpectedError } from '../errors.js';
import { wholeRecord } from './set-aside.js';

/**
 * A record that was given up: it stays hidden, also where the lake is built anew from raw. It is known by its content, as
 * its place in a file changes when that file is imported again; its copies are given up with it.
 */
export interface DroppedRecord {
    readonly table_name: string;
    /** Null where it has none. */
    readonly record_key: string | null;
    /** MD5 of the whole record, in hexadecimal digits. */
    readonly record_hash: string;
    readonly rule_name: string;
    readonly drop_reason: string;
    /** ISO 8601, UTC. */
    readonly dropped_at: string;
}

const COLUMNS = { table_name: 'varchar', record_key: 'varchar', record_hash: 'varchar', rule_name: 'varchar', drop_reason: 'varchar', dropped_at: 'timestamp' };

const folderOf = (raw: string) => join(raw, '_dropped');

/** Notes beside the files of raw, whole and durably, that records were given up. */
export function writeDropped(raw: string, records: readonly DroppedRecord[]): void {
    const folder = folderOf(raw);
    mkdirSync(folder, { recursive: true });
    const prepared = join(folder, `.${randomUUID()}`);
    try {
        writeFileSync(prepared, records.map((record) => `${JSON.stringify(record)}\n`).join(''), { flag: 'wx', mode: 0o600 });
        moveDurably(prepared, join(folder, `${new Date().toISOString().replaceAll(/[-:.]/g, '')}-${randomUUID().slice(0, 8)}.jsonl`));
    } catch (error) {
        rmSync(prepared, { force: true });
        throw error;
    }
}

/**
 * Makes the temporary table `dropped_records` of the records that were given up, of which the first word counts, and brings
 * the quarantine to it. To be called before anything is judged or chosen.
 *
 * @returns whether there are any
 * @throws ExpectedError if a note is damaged
 */
export async function readDropped(database: Database, raw: string): Promise<boolean> {
    const folder = folderOf(raw);
    const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : [];
    if (files.length === 0) return false;
    const notes = readJsonLines(
        files.map((name) => join(folder, name)),
        COLUMNS,
    );
    await database
        .run(`create or replace temp table dropped_records as
            select
                table_name,
                record_key,
                record_hash,
                min_by(rule_name, dropped_at) as rule_name,
                min_by(drop_reason, dropped_at) as drop_reason,
                min(dropped_at) as dropped_at
            from ${notes}
            group by
                table_name,
                record_key,
                record_hash`)
        .catch((error: unknown) => {
            const named = files.find((name) => error instanceof Error && error.message.includes(name)) ?? '';
            throw new ExpectedError(`The notes of dropped records in ${JSON.stringify(join(folder, named))} cannot be read: bring them back from a copy, or move them away, which opens their records again.`);
        });
    await markDropped(database);
    return true;
}

/** Judged records of a table, of which those that were given up break their rule whatever it says by now. */
export function keepDropped(table: SourceTable, judged: string): string {
    const [key] = table.key;
    return `
    select judged.* replace (coalesce(judged._broken_rule, dropped.rule_name) as _broken_rule)
    from (${judged}) as judged
    left join (from dropped_records where table_name = ${literal(table.name)}) as dropped
        on judged.${key} is not distinct from cast(dropped.record_key as ${duckdbType(table.columns[key!]!.type)})
        and md5(${wholeRecord(table)}) = dropped.record_hash`;
}

/** Brings the quarantine to `dropped_records`. */
export async function markDropped(database: Database): Promise<void> {
    await database.run(`
        update clean.quarantine as quarantine
        set status = 'dropped', dropped_at = dropped.dropped_at, drop_reason = dropped.drop_reason
        from dropped_records as dropped
        where
            quarantine.status = 'open'
            and quarantine.table_name = dropped.table_name
            and md5(quarantine.record) = dropped.record_hash`);
}
