import { setTimeout as sleep } from 'node:timers/promises';
import type { LakeOwner } from './lake-owner.js';
import { callOwner, type OwnerCall } from './owner-socket.js';

/** Called with whom is waited for, once for each owner. */
export type OnWait = (owner: LakeOwner) => void;

const MILLISECONDS_BETWEEN_TRIES = 200;
/** An owner that has introduced itself is heard when it ends; this is for one that lives on without the lake. */
const MILLISECONDS_BESIDE_A_CALL = 1000;
/** A timer beside a call, which keeps the process alive by itself. */
const ASIDE = { ref: false };

export interface TakeTurnProps<T> {
    /** Opens a DuckDB database. */
    readonly open: () => Promise<T>;
    /**
     * Where the owner of this database may listen.
     *
     * @default - it does not
     */
    readonly ownerSocket?: string;
    readonly onWait: OnWait;
}

/**
 * Opens a database as soon as no other process stands in the way, be it a command of this program or not.
 *
 * The lock that DuckDB takes on its file is the one truth: the kernel ends it with its process, however that dies. The
 * owner's socket says who that is and when it ends, and no more; without one the database is tried again and again. Who
 * comes first is left to chance: a writer may wait for as long as readers keep coming.
 *
 * @throws what `open` throws, unless it is that another process has the database
 */
export async function takeTurn<T>({ open, ownerSocket, onWait }: TakeTurnProps<T>): Promise<T> {
    let call: OwnerCall | undefined;
    let toldPid: number | null | undefined;
    let silentTries = 0;
    try {
        for (;;) {
            const attempt = await open().then((opened) => ({ opened }), refusedBy);
            if ('opened' in attempt) return attempt.opened;
            if (ownerSocket !== undefined && !call?.isOpen()) call = callOwner(ownerSocket);
            const owner = call === undefined ? null : await Promise.race([call.answer, sleep(MILLISECONDS_BETWEEN_TRIES, null, ASIDE)]);
            silentTries = owner === null ? silentTries + 1 : 0;
            // An owner that has only just opened the lake does not listen yet: it has until the next try.
            const known = owner ?? (silentTries > 1 ? { pid: attempt.pid, command: null, since: null } : null);
            if (known !== null && known.pid !== toldPid) {
                toldPid = known.pid;
                onWait(known);
            }
            if (owner === null) await sleep(MILLISECONDS_BETWEEN_TRIES);
            else await Promise.race([call?.ended, sleep(MILLISECONDS_BESIDE_A_CALL, null, ASIDE)]);
        }
    } finally {
        call?.hangUp();
    }
}

/**
 * The process that DuckDB says has the database; on Linux and macOS the first words are its own, on Windows the second.
 * A lock that cannot be had for other reasons, as on disks without locks, is no reason to wait.
 *
 * @throws the error, if it is another
 */
function refusedBy(error: unknown): { pid: number | null } {
    if (!(error instanceof Error) || !/Conflicting lock is held in|File is already open in|used by another process/.test(error.message)) throw error;
    // The last one, as the file's path comes first and may have the word too.
    const pid = Number(/[\s\S]*\bPID (\d+)/.exec(error.message)?.[1] ?? 0);
    // DuckDB knows no process that lives in another container, and says 0.
    return { pid: pid > 0 ? pid : null };
}
