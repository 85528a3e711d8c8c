import { describe, expect, test } from 'vitest';
import { ExpectedError } from '../../../local/errors.js';
import { parseSecret } from './parse-secret.js';

const WHOLE = { username: 'replication', password: 'secret', host: 'database.example', port: 5432, dbname: 'shop', engine: 'postgres' };

describe('parseSecret', () => {
    test('keeps whatever else is in the secret', () => {
        expect(parseSecret(JSON.stringify(WHOLE), 'arn:one')).toEqual(WHOLE);
    });

    test('names what is missing, and nothing that is there', () => {
        expect(() => parseSecret(JSON.stringify({ ...WHOLE, password: '', host: undefined }), 'arn:one')).toThrow(
            new ExpectedError('The secret arn:one lacks password, host: put them back in AWS Secrets Manager as a JSON object, then try again.'),
        );
    });

    test('asks for no more than it is told to', () => {
        expect(parseSecret('{"username":"a","password":"b"}', 'arn:one', ['username', 'password'])).toEqual({ username: 'a', password: 'b' });
    });

    test.each([undefined, '', 'hunter2', '"hunter2"', 'null'])('shows nothing of a secret that is no object (%j)', (text) => {
        expect(() => parseSecret(text, 'arn:one', ['password'])).toThrow(new ExpectedError('The secret arn:one lacks password: put it back in AWS Secrets Manager as a JSON object, then try again.'));
    });
});
