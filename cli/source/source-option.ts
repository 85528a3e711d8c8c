import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { lakePaths } from '../../local/engine/lake-paths.js';
import { statePath } from '../../local/replication/replication-paths.js';
import { readState } from '../../local/replication/replication-state.js';
import { embeddedPaths } from '../../local/source/embedded/embedded-paths.js';
import { openEmbedded } from '../../local/source/embedded/open-embedded.js';
import { migrate } from '../../local/source/migrate.js';
import type { Source } from '../../local/source/source.js';
import { sourceFromDsn } from '../../local/source/source-from-dsn.js';
import { UsageError } from '../../local/errors.js';

/** Which database is the shop's, as it was said to the command. */
export interface SourceOptions {
    readonly source?: string;
    readonly passwordFile?: string;
}

/** Adds `--source` and `--password-file` to a command that works with the shop's database. */
export function addSourceOptions(command: Command): Command {
    return command
        .addOption(new Option('--source <dsn>', "the shop's database, postgresql://user@host:port/database (default: the lake's own PostgreSQL)").env('LAKE_SOURCE'))
        .option('--password-file <file>', 'its password is the first line of this file (default: PGPASSWORD, then ~/.pgpass)');
}

/** The database that was named, or null if it is the lake's own. */
export function namedSource({ source, passwordFile }: SourceOptions): Source | null {
    if (source !== undefined && source !== '') return sourceFromDsn(source, { passwordFile, env: process.env });
    if (passwordFile !== undefined) throw new UsageError("--password-file belongs to a database that --source names; the lake's own needs none.");
    return null;
}

/**
 * Makes sure that a lake which follows another database does not get a PostgreSQL of its own, because --source was forgotten.
 *
 * @param lake folder of the lake
 * @throws UsageError
 */
export function refuseOwnSource(options: SourceOptions, lake: string): void {
    if (namedSource(options) !== null || existsSync(embeddedPaths(lake).data)) return;
    const state = readState(statePath(lakePaths(lake)));
    if (state !== null) throw new UsageError(`This lake follows ${state.source}: name it with --source (or LAKE_SOURCE).`);
}

/** The shop's database for a command, and what is to be called when the command is done with it. */
export interface OpenedSource {
    readonly source: Source;
    close(): Promise<void>;
}

/**
 * The database that was named, as it is; or the lake's own PostgreSQL, started if it does not run, with all migrations.
 * `close` stops what was started here, so that a command calls it at Ctrl-C too.
 *
 * @param lake folder of the lake
 * @throws UsageError if the lake follows another database, and none was named
 */
export async function openSource(options: SourceOptions, lake: string): Promise<OpenedSource> {
    const named = namedSource(options);
    if (named !== null) return { source: named, close: async () => {} };
    refuseOwnSource(options, lake);
    const { source, stop } = await openEmbedded(lake);
    try {
        await migrate(source);
    } catch (error) {
        await stop();
        throw error;
    }
    return { source, close: stop };
}
