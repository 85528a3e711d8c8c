import { setTimeout as sleep } from 'node:timers/promises';
import { expectedPostgresError } from '../source/describe-postgres-error.js';
import type { Source } from '../source/source.js';
import { isLostConnection } from './is-lost-connection.js';
import { Session, type SessionProps } from './session.js';

export interface ReplicateProps extends Omit<SessionProps, 'source'> {
    /** The source, asked for again after a connection was lost: the lake's own may come back elsewhere. */
    readonly reach: () => Promise<Source>;
}

const LONGEST_PAUSE = 15_000;

/**
 * Replicates a source into raw: first a load of every table, then the changes from exactly there, until it is stopped, or
 * with `isOnce` has caught up. A lost connection is made again, however long that takes; what was not saved is read again
 * and has its numbers again. The caller holds the lock of the lake's replication.
 *
 * @throws ExpectedError for whatever a person has to mend, in one sentence
 */
export async function replicate({ reach, ...props }: ReplicateProps): Promise<void> {
    const { signal, observer } = props;
    let hasBegun = false;
    let [isOutageTold, isLossTold] = [false, false];
    const begun = () => {
        if (isLossTold) observer.notice?.('It is back; replication goes on.');
        [isOutageTold, isLossTold] = [false, false];
        observer.begun?.();
    };
    for (let failures = 0; !signal.aborted; ) {
        let source: Source | undefined;
        let session: Session | undefined;
        try {
            source = await reach();
            session = new Session({ ...props, source, observer: { ...observer, begun } });
            await session.run();
            return;
        } catch (error) {
            if (signal.aborted && isAborted(error)) return;
            const described = source === undefined ? error : expectedPostgresError(error, source);
            // Who calls with a wrong address should hear of it; one that was right a moment ago will be so again.
            hasBegun ||= session?.hasBegun ?? false;
            if (!hasBegun || !isLostConnection(error)) throw described;
            if (session?.hasBegun) failures = 0;
            if (!isOutageTold) observer.notice?.(`${isAltered(error) ? (error as Error).message : `The connection to ${source?.name ?? 'the source'} was lost.`} Trying again until it is back.`);
            [isOutageTold, isLossTold] = [true, isLossTold || !isAltered(error)];
            failures += 1;
            await sleep(Math.min(LONGEST_PAUSE, 200 * 2 ** failures), undefined, { signal }).catch(() => {});
        }
    }
}

/** A table that was altered just when its load began is no lost connection, and is tried again like one. */
const isAltered = (error: unknown): boolean => ((error as Error).cause as { code?: unknown } | undefined)?.code === '40001';

const isAborted = (error: unknown): boolean => isLostConnection(error) || (error as { name?: unknown } | null)?.name === 'AbortError';
