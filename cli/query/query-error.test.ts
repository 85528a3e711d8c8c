import { describe, expect, it } from 'vitest';
import { ExpectedError, UsageError } from '../../local/errors.js';
import { queryError } from './query-error.js';

describe('queryError', () => {
    it('blames the query for what DuckDB refuses, without blank lines', () => {
        const error = new Error('Failed to extract statements: Parser Error: syntax error at or near "selec"\n\nLINE 1: selec 1\n        ^');
        expect(queryError(error)).toEqual(new UsageError('Parser error: syntax error at or near "selec"\nLINE 1: selec 1\n        ^'));
    });

    it.each([
        ['IO Error: Could not write file: No space left on device', 'The query failed: Could not write file: No space left on device'],
        ['Out of Memory Error: could not allocate block', 'The query failed: could not allocate block'],
    ])('does not blame the query for %s', (message, expected) => {
        const error = queryError(new Error(message));
        expect(error).toBeInstanceOf(ExpectedError);
        expect((error as Error).message).toBe(expected);
    });

    it.each([new Error('INTERNAL Error: index out of range'), new TypeError('x is not a function'), new UsageError('The SQL is empty.')])(
        'gives back %s as it is',
        (error) => {
            expect(queryError(error)).toBe(error);
        },
    );
});
