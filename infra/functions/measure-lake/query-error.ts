/** Athena did not answer a question, for a reason that it gave. */
export class QueryError extends Error {
    override readonly name = 'QueryError';
}
