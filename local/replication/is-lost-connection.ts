/**
 * Classes and codes of SQLSTATE, and codes of Node, that say: the server or the way to it has gone, and may come back; or
 * (55006) that the server has not noticed yet that we had gone, or (40001) that something came in between.
 */
const PASSING = /^(08...|57P0[1-5]|53300|55006|40001|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EAI_AGAIN)$/;
const WORDS = /Connection terminated|timeout expired|connection error|Client was closed|Client has encountered|stream of changes (was|has)/i;

/** Is it worth to try again, since nothing but the connection failed? */
export function isLostConnection(error: unknown): boolean {
    if (!(error instanceof Error)) return false;
    const { code } = error as NodeJS.ErrnoException;
    return PASSING.test(code ?? '') || (code === undefined && WORDS.test(error.message)) || isLostConnection(error.cause);
}
