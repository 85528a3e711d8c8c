import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../../local/source/connect.js';
import type { Source } from '../../../local/source/source.js';

/** What a database that has just been made says: its name or port is not there yet, or it is starting up. */
const NOT_YET = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', '57P03']);

export interface Patience {
    readonly tries: number;
    readonly secondsBetween: number;
}

/**
 * Waits until a database answers.
 *
 * @throws ExpectedError the last failure, when the tries are used up; any other than "not yet" at once
 */
export async function awaitDatabase(source: Source, { tries, secondsBetween }: Patience): Promise<void> {
    for (let left = tries - 1; ; left -= 1) {
        try {
            return await (await connect(source)).end();
        } catch (error) {
            if (left <= 0 || !isNotYet(error)) throw error;
            await sleep(secondsBetween * 1000);
        }
    }
}

function isNotYet(error: unknown): boolean {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    if (!(cause instanceof Error)) return false;
    const { code } = cause as { code?: unknown };
    // A connection that gets no answer has no code.
    return typeof code === 'string' ? NOT_YET.has(code) : /timeout expired|connection timeout/i.test(cause.message);
}
