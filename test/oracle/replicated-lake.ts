import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type pg from 'pg';
import { expect } from 'vitest';
import { lakePaths } from '../../local/engine/lake-paths.js';
import { requestReload } from '../../local/replication/reload-requests.js';
import { replicate } from '../../local/replication/replicate.js';
import { type ReplicationPaths, replicationPaths } from '../../local/replication/replication-paths.js';
import type { Lag, SessionProps } from '../../local/replication/session.js';
import { connect } from '../../local/source/connect.js';
import type { Source } from '../../local/source/source.js';
import { type StepObserver, Steps } from '../../local/steps.js';
import { sourceTables } from '../../tables/index.js';

export interface ReplicateOptions extends Partial<Omit<SessionProps, 'observer' | 'steps' | 'source' | 'paths'>> {
    readonly lags?: Lag[];
    readonly notices?: string[];
    readonly steps?: StepObserver;
    readonly written?: (rows: number) => void;
    readonly reach?: () => Promise<Source>;
}

export const WAS_NOT_REFUSED = 'It was not refused.';

export const ALL = sourceTables.map(({ name }) => name);

/** A lake of replication and the source that it follows. */
export class ReplicatedLake {
    readonly paths: ReplicationPaths;

    private constructor(
        readonly folder: string,
        readonly source: Source,
        /** A connection to the source. */
        readonly shop: pg.Client,
    ) {
        mkdirSync(lakePaths(folder).scratch, { recursive: true });
        this.paths = replicationPaths(lakePaths(folder));
    }

    static async open(folder: string, source: Source): Promise<ReplicatedLake> {
        return new ReplicatedLake(folder, source, await connect(source));
    }

    /** Runs statements at the source one by one, each by itself. */
    async sql(...statements: readonly string[]): Promise<void> {
        for (const statement of statements) await this.shop.query(statement);
    }

    /**
     * Replicates up to now, or as the options say.
     *
     * @returns what was noticed
     */
    async replicate({ lags, notices = [], steps, written, reach, ...more }: ReplicateOptions = {}): Promise<string[]> {
        await replicate({
            paths: this.paths,
            reach: reach ?? (async () => this.source),
            publication: 'lake',
            interval: 50,
            fullAt: 1e6,
            warnAt: 1e12,
            giveUpAt: 1e12,
            isOnce: true,
            signal: new AbortController().signal,
            observer: { notice: (text) => notices.push(text), lag: (lag) => lags?.push(lag), written },
            steps: new Steps(...(steps === undefined ? [] : [steps])),
            ...more,
        });
        return notices;
    }

    /** What replicating fails with, as one sentence; any other failure is thrown. */
    async refusal(options: ReplicateOptions = {}): Promise<string> {
        try {
            await this.replicate(options);
        } catch (error) {
            if ((error as Error).name !== 'ExpectedError') throw error;
            return (error as Error).message;
        }
        return WAS_NOT_REFUSED;
    }

    reload(...tables: readonly string[]): void {
        requestReload(this.paths.requests, tables.length === 0 ? ALL : tables);
    }

    /** Does raw/ have what the source has, by reading nothing but raw/? */
    async expectWhole(...tables: readonly string[]): Promise<void> {
        for (const table of tables.length === 0 ? ALL : tables) expect(await this.replayed(table), table).toEqual(await this.present(table));
    }

    /** A table at the source, its columns as text. */
    async present(table: string): Promise<unknown[]> {
        const { columns, key } = sourceTables.find(({ name }) => name === table)!;
        const asText = Object.keys(columns).map((name) => `${name.endsWith('_at') || name === 'event_time' ? `(extract(epoch from ${name}) * 1000000)::bigint` : name}::text as ${name}`);
        return (await this.shop.query(`select ${asText.join(', ')} from public.${table} as rows order by rows.${key[0]}`)).rows;
    }

    /** The newest record of each key that is not below the newest whole load; a deletion and a changed key end a key. */
    async replayed(table: string): Promise<unknown[]> {
        const { columns, key } = sourceTables.find(({ name }) => name === table)!;
        const asText = Object.keys(columns).map((name) => `${name.endsWith('_at') || name === 'event_time' ? `epoch_us(${name})` : name}::varchar as ${name}`);
        const starts = this.#folders().flatMap((folder) => {
            const file = join(this.paths.raw, folder, '_loads', `public.${table}.json`);
            return existsSync(file) ? [(JSON.parse(readFileSync(file, 'utf8')) as { start: string }).start] : [];
        });
        const floor = starts.sort().at(-1) ?? '9999';
        return await this.query(
            `with records as (
                select *, case when _dms_seq = '' then rpad(left(regexp_replace(_dms_commit_ts, '[^0-9]', '', 'g'), 16), 35, '0') else _dms_seq end as place
                from ${this.files(table)}
            ), ends as (
                select ${key[0]} as key, * from records
                union all by name
                select BI_${key[0]} as key, place, 'D' as Op from records where BI_${key[0]} is not null
            ), newest as (
                select * from ends
                where place >= rpad(left(regexp_replace('${floor}', '[^0-9]', '', 'g'), 16), 35, '0')
                qualify row_number() over (partition by key order by place desc, Op = 'D') = 1
            )
            select ${asText.join(', ')} from newest where Op <> 'D' order by newest.${key[0]}`,
        );
    }

    /** All raw files of a table as a relation. */
    files(table: string): string {
        return `read_parquet('${join(this.paths.raw, 'v*', 'public', table, '**', '*.parquet')}', union_by_name = true, hive_partitioning = false)`;
    }

    async query(sql: string): Promise<unknown[]> {
        const instance = await DuckDBInstance.create(':memory:');
        try {
            return (await (await instance.connect()).runAndReadAll(sql)).getRowObjectsJson();
        } catch (error) {
            if (/No files found/.test((error as Error).message)) return [];
            throw error;
        } finally {
            instance.closeSync();
        }
    }

    #folders(): string[] {
        return existsSync(this.paths.raw) ? readdirSync(this.paths.raw).filter((name) => /^v\d+$/.test(name)) : [];
    }

    async close(): Promise<void> {
        await this.shop.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database() and not active').catch(() => {});
        await this.shop.end();
    }
}
