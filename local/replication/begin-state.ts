import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { generationOf } from '../../tables/derive/raw-layout.js';
import { sourceTables } from '../../tables/index.js';
import { ExpectedError } from '../errors.js';
import { lakeOption } from '../lake-option.js';
import { highestInRaw } from './highest-in-raw.js';
import { refuseMissingLoads } from './refuse-missing-loads.js';
import { readState, type ReplicationState, type TableState } from './replication-state.js';
import type { ReplicationPaths } from './replication-paths.js';
import { requestedReloads } from './reload-requests.js';
import { dropSlot, dropUnusedSlot, newSlotName, refuseStrangeSlot, type SlotStatus, slotStatus } from './slot.js';

export interface BeginProps {
    readonly paths: ReplicationPaths;
    readonly control: Client;
    readonly systemIdentifier: string;
    readonly database: string;
    /** The source's name, for people. */
    readonly source: string;
    readonly toleratesMissingLoads: boolean;
}

const ALL = sourceTables.map(({ name }) => name);

/**
 * What replication begins with: the saved state if its slot goes on where it stands; a new slot for a lake that has none, or
 * where all tables are to be loaded anew and the old one cannot be used. A load that was broken off begins again.
 *
 * @throws ExpectedError if the slot or the source are not those of this lake and no reload of all tables is asked for
 */
export async function beginState({ paths, control, systemIdentifier, database, source, toleratesMissingLoads }: BeginProps): Promise<ReplicationState> {
    const saved = readState(paths.state);
    const requested = requestedReloads(paths.requests);
    const isReloadOfAll = ALL.every((table) => requested.includes(table));
    if (saved === null) {
        const isThere = existsSync(paths.raw) && readdirSync(paths.raw).some((name) => generationOf(name) !== null);
        if (isThere && !isReloadOfAll) {
            throw new ExpectedError(`${JSON.stringify(paths.raw)} has files of replication, but the state that they belong to (${JSON.stringify(paths.state)}) is gone: call \`./lake replicate --reload all${lakeOption(dirname(paths.raw))}\`.`);
        }
        return await withNewSlot({ time: 0, number: 0, generation: 0 }, { paths, systemIdentifier, database, source });
    }
    const isThisSource = saved.systemIdentifier === systemIdentifier && saved.database === database;
    if (!isThisSource && !isReloadOfAll) {
        throw new ExpectedError(
            `This lake follows ${saved.source} (system identifier ${saved.systemIdentifier}), and this is ${source} (${systemIdentifier}): name the right source, another lake, or call \`./lake replicate --reload all${lakeOption(dirname(paths.raw))}\` to let this one take its place.`,
        );
    }
    if (!isThisSource) return await withNewSlot(saved, { paths, systemIdentifier, database, source });
    const status = await withPatience(() => slotStatus(control, saved.slot));
    if (saved.position === null) {
        // Broken off while the slot was made; nothing was read from it.
        if (status?.database === database) await dropUnusedSlot(control, saved.slot);
        return await withNewSlot(saved, { paths, systemIdentifier, database, source });
    }
    // A new slot too where the old one can be read: what was wrong may lie in what it stands before.
    if (!isReloadOfAll || status?.activePid != null) refuseStrangeSlot(saved, status);
    if (isReloadOfAll) {
        if (status?.database === database) await dropSlot(control, saved.slot);
        return await withNewSlot(saved, { paths, systemIdentifier, database, source });
    }
    const tables = ALL.map((name): [string, TableState] => {
        const state = saved.tables[name];
        return [name, state?.stage === 'follows' && !requested.includes(name) ? state : { stage: 'awaits load' }];
    });
    if (!toleratesMissingLoads) await refuseMissingLoads(paths.raw, tables);
    return { ...saved, source, tables: Object.fromEntries(tables) };
}

/** A process that was killed a moment ago may still have its reader at the source. */
async function withPatience(look: () => Promise<SlotStatus | null>): Promise<SlotStatus | null> {
    for (let looks = 0; ; looks++) {
        const status = await look();
        if (status === null || status.activePid === null || looks === 10) return status;
        await sleep(100);
    }
}

/** What was written and not saved stands higher than what was saved, and will not be read again to be numbered as before. */
async function withNewSlot(
    saved: Pick<ReplicationState, 'time' | 'number' | 'generation'>,
    { paths, systemIdentifier, database, source }: Omit<BeginProps, 'control' | 'toleratesMissingLoads'>,
): Promise<ReplicationState> {
    const raw = await highestInRaw(paths.raw);
    return {
        format: 1,
        slot: newSlotName(),
        systemIdentifier,
        database,
        source,
        position: null,
        time: Math.max(saved.time, raw.time),
        number: Math.max(saved.number, raw.number),
        generation: Math.max(saved.generation, raw.generation),
        tables: Object.fromEntries(ALL.map((name) => [name, { stage: 'awaits load' }])),
    };
}
