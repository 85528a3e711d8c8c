import { DatabaseError } from 'pg';
import { ExpectedError } from '../../errors.js';

/** Has the connection ended, or could it not be made? Then nothing is known of the statement that was under way. */
export function isLost(error: unknown): boolean {
    if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return false;
    if (error instanceof DatabaseError) return error.severity === 'FATAL' || error.severity === 'PANIC' || /^(08|57P)/.test(error.code ?? '');
    // An ExpectedError is what connecting came to; the others are those of sockets and of a client that has ended.
    return error instanceof ExpectedError || 'code' in error || /connection|closed|not queryable|timeout/i.test(error.message);
}

/** Did PostgreSQL refuse the statement because of other transactions, so that the same may succeed again? */
export const isPassing = (error: unknown): boolean => error instanceof DatabaseError && ['40001', '40P01', '55P03'].includes(error.code ?? '');

/** Did the statement contradict rows that somebody else wrote? */
export const isContradiction = (error: unknown): boolean => error instanceof DatabaseError && (error.code ?? '').startsWith('23');
