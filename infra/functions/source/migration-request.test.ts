import { describe, expect, test } from 'vitest';
import { ExpectedError } from '../../../local/errors.js';
import { readRequest, sent } from './migration-request.js';

const WHOLE = { host: 'database.example', port: '5432', database: 'shop', masterSecret: 'arn:master', replicationSecret: 'arn:replication', migrations: [sent({ name: '0001.sql', text: "select 'ü';" })] };

describe('readRequest', () => {
    test('takes what the stack sends', () => {
        expect(readRequest({ ServiceToken: 'arn:function', ...WHOLE })).toMatchObject(WHOLE);
    });

    test.each(['host', 'port', 'database', 'masterSecret', 'replicationSecret'])('says so when %s is missing', (name) => {
        const { [name]: _, ...rest } = WHOLE as Record<string, unknown>;
        expect(() => readRequest(rest)).toThrow(new ExpectedError(`The migrations were asked for without ${name} (undefined): deploy the source stack of this version.`));
    });

    test.each([undefined, [], 'text', [{ name: '0001.sql' }]])('refuses %j for the migrations', (migrations) => {
        expect(() => readRequest({ ...WHOLE, migrations })).toThrow('without their names and texts');
    });

    test('refuses a text that was changed on the way', () => {
        const migrations = [{ ...WHOLE.migrations[0]!, text: "select '?';" }];
        expect(() => readRequest({ ...WHOLE, migrations })).toThrow('The migration 0001.sql did not arrive as it stands in sql/oltp');
    });
});
