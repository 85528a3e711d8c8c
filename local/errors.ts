/** The command was used wrongly: one sentence, exit code 2. */
export class UsageError extends Error {
    override readonly name = 'UsageError';
}

/** Something outside failed in a way that is understood, such as a full disk: one sentence, exit code 1. */
export class ExpectedError extends Error {
    override readonly name = 'ExpectedError';
}
