import { existsSync } from 'node:fs';
import type { ReplicationState } from '../../local/replication/replication-state.js';
import { embeddedPaths } from '../../local/source/embedded/embedded-paths.js';
import { UsageError } from '../../local/errors.js';
import { namedSource, type SourceOptions } from '../source/source-option.js';

/**
 * Makes sure that a lake which follows another database does not get a PostgreSQL of its own, because --source was forgotten.
 *
 * @throws UsageError
 */
export function refuseOwnSource(lake: string, { source }: ReplicationState, options: SourceOptions): void {
    if (namedSource(options) !== null || existsSync(embeddedPaths(lake).data)) return;
    throw new UsageError(`This lake follows ${source}: name it with --source (or LAKE_SOURCE).`);
}
