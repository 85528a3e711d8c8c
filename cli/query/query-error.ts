import { ExpectedError, UsageError } from '../../local/errors.js';
import { terminalText } from '../../local/terminal-text.js';

/** What DuckDB calls its errors: "Binder Error: …". */
const duckdbError = /^(?:Failed to extract statements: )?((?:[A-Za-z]+ )+?)Error: ([\s\S]*)$/;

/** Not the fault of who asks. */
const outsideKinds: ReadonlySet<string> = new Set(['IO', 'Out of Memory', 'INTERRUPT', 'Interrupt']);
/** Not to be expected at all: they keep their stack. */
const internalKinds: ReadonlySet<string> = new Set(['INTERNAL', 'FATAL', 'TransactionContext']);

/**
 * The error that a person is told when DuckDB refuses a query or fails in it. Its text may quote data, so it is made
 * safe for terminals. Errors that are not DuckDB's, or are its own faults, come back as they are.
 */
export function queryError(error: unknown): unknown {
    const [, kind, message] = (error instanceof Error && duckdbError.exec(error.message)) || [];
    if (kind === undefined || message === undefined || internalKinds.has(kind.trimEnd())) {
        return error;
    }
    const lines = withoutAdvice(message).split('\n').map((line) => line.trimEnd());
    const text = terminalText(lines.filter((line) => line !== '').join('\n'), { keepNewLines: true });
    return outsideKinds.has(kind.trimEnd())
        ? new ExpectedError(`The query failed: ${text}`)
        : new UsageError(`${kind}error: ${text}`);
}

/** DuckDB advises to install the extension that has a missing function; here it cannot be. */
function withoutAdvice(message: string): string {
    return message.replace(/\n\s*(?:Please try installing|Alternatively, consider enabling)[\s\S]*$/, '\nExtensions cannot be loaded here.');
}
