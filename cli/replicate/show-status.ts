import { lakePaths } from '../../local/engine/lake-paths.js';
import { ExpectedError } from '../../local/errors.js';
import { lakeOption } from '../../local/lake-option.js';
import { replicationPaths, statePath } from '../../local/replication/replication-paths.js';
import { readState } from '../../local/replication/replication-state.js';
import { commitTimestamp } from '../../local/replication/sequence.js';
import { slotStatus, systemIdentifier } from '../../local/replication/slot.js';
import { requestedReloads } from '../../local/replication/reload-requests.js';
import { connect } from '../../local/source/connect.js';
import { tell } from '../output/tell.js';
import { textTable } from '../output/text-table.js';
import { openSource, refuseOwnSource, type SourceOptions } from '../source/source-option.js';
import { formatBytes } from './read-bytes.js';

const STAGES = { 'awaits load': 'awaits its load', loading: 'is being loaded', follows: 'follows' } as const;

/** Shows how far replication has come. @throws ExpectedError if this lake was never replicated to */
export async function showStatus(lake: string, options: SourceOptions): Promise<void> {
    const at = lakePaths(lake);
    const state = readState(statePath(at));
    if (state === null) throw new ExpectedError(`Nothing was replicated into ${JSON.stringify(lake)} yet: call ./lake replicate${lakeOption(lake)}.`);
    const paths = replicationPaths(at);
    refuseOwnSource(options, lake);
    const requested = requestedReloads(paths.requests);
    const rows = Object.entries(state.tables).map(([name, table]) => [
        name,
        requested.includes(name) ? 'is to be loaded anew' : STAGES[table.stage],
        table.stage === 'awaits load' ? '' : `v${table.generation}`,
        table.stage === 'awaits load' ? '' : `${commitTimestamp(BigInt(table.start) * 10_000n).slice(0, 22)}`,
    ]);
    tell(textTable(['table', 'stage', 'generation', 'load started (UTC)'], rows));
    tell(`\nraw/ has everything that was committed before ${state.position ?? 'the slot was made'} in the log of ${state.database}.`);
    const { source, close } = await openSource(options, lake);
    try {
        const client = await connect(source);
        try {
            const found = await systemIdentifier(source);
            if (found !== state.systemIdentifier || source.config.database !== state.database) {
                throw new ExpectedError(`This lake follows ${state.source} (system identifier ${state.systemIdentifier}), and ${source.name} is another one (${found}): name the right one with --source.`);
            }
            const status = await slotStatus(client, state.slot);
            if (status === null) return tell(`The slot ${state.slot} is not at the source: call ./lake replicate --reload all${lakeOption(lake)}.`);
            const { activePid, lag, retained, walStatus } = status;
            tell(`The slot ${state.slot} is ${activePid === null ? 'not being followed' : 'being followed'}: ${formatBytes(lag)} of log came since, ${formatBytes(retained)} are held back (${walStatus}).`);
        } finally {
            await client.end();
        }
    } finally {
        await close();
    }
}
