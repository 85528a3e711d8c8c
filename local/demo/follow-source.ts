import { lakePaths } from '../engine/lake-paths.js';
import { replicate } from '../replication/replicate.js';
import { replicationPaths } from '../replication/replication-paths.js';
import { Steps } from '../steps.js';
import type { DemoState } from './demo-state.js';
import type { OwnPostgres } from './own-postgres.js';

/** As those of `lake replicate`. */
const [FULL_AT, WARN_AT, GIVE_UP_AT] = [64e6, 1e9, 10e9];
const MILLISECONDS_BETWEEN_FILES = 1000;

export interface FollowProps {
    readonly lake: string;
    readonly postgres: OwnPostgres;
    readonly state: DemoState;
    readonly signal: AbortSignal;
    readonly notice: (text: string) => void;
    /** Ends when everything that is committed is in raw. @default false */
    readonly isOnce?: boolean;
    /** Called when changes are followed, so that none is missed from here on. */
    readonly onFollowing?: () => void;
}

/** Replicates the shop into raw until the signal; counts in the state. The caller holds the lock of the lake's replication. */
export async function followSource({ lake, postgres, state, signal, notice, isOnce = false, onFollowing }: FollowProps): Promise<void> {
    const loads = new Map<string, number>();
    await replicate({
        paths: replicationPaths(lakePaths(lake)),
        publication: 'lake',
        interval: MILLISECONDS_BETWEEN_FILES,
        fullAt: FULL_AT,
        warnAt: WARN_AT,
        giveUpAt: GIVE_UP_AT,
        isOnce,
        signal,
        steps: new Steps(),
        reach: () => postgres.reach(),
        observer: {
            notice,
            loading: (table, rows) => void loads.set(table, rows),
            loaded: (table) => {
                state.loaded += loads.get(table) ?? 0;
                loads.delete(table);
            },
            written: (rows) => (state.replicated += rows),
            lag: ({ bytes, seconds }) => {
                state.lag = { bytes, seconds };
                onFollowing?.();
            },
        },
    });
}
