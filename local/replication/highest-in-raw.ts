import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { generationOf, type LoadMarker } from '../../tables/derive/raw-layout.js';
import { readParquet } from '../engine/duckdb-path.js';
import { type Hundredths, type Sequence } from './sequence.js';

export interface Highest extends Sequence {
    readonly generation: number;
}

/**
 * The highest place in the order that files of replication have, for a lake whose state was lost or may stand behind its
 * files: what comes now must come after.
 *
 * @returns zeros if there is none
 */
export async function highestInRaw(raw: string): Promise<Highest> {
    const folders = existsSync(raw) ? readdirSync(raw).filter((name) => generationOf(name) !== null) : [];
    const all = folders.flatMap((folder) => readdirSync(join(raw, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(raw, folder, name)));
    const files = all.filter((name) => name.endsWith('.parquet'));
    // The load of an empty table has a marker and no file.
    const marked = Math.max(0, ...all.filter((name) => name.endsWith('.json')).map((name) => timeOf((JSON.parse(readFileSync(name, 'utf8')) as LoadMarker).start.replace(/\D/g, ''))));
    const generation = Math.max(0, ...folders.map((folder) => generationOf(folder)!));
    if (files.length === 0) return { time: marked, number: 0, generation };
    const instance = await DuckDBInstance.create(':memory:');
    try {
        const connection = await instance.connect();
        const answer = await connection.runAndReadAll(`
            select
                max(case when _dms_seq <> '' then left(_dms_seq, 16) else left(regexp_replace(_dms_commit_ts, '[^0-9]', '', 'g'), 16) end) as time,
                max(case when _dms_seq <> '' then cast(right(_dms_seq, 19) as bigint) else 0 end) as number
            from ${readParquet(files, 'union_by_name = true')}`);
        const [[time, number]] = answer.getRowsJS() as [[string, bigint]];
        return { time: Math.max(marked, timeOf(time)), number: Number(number), generation };
    } finally {
        instance.closeSync();
    }
}

/** The time that 16 digits `YYYYMMDDHHMMSShh` say. */
function timeOf(digits: string): Hundredths {
    const part = (from: number, to: number) => Number(digits.slice(from, to));
    return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14)) / 10 + part(14, 16);
}
