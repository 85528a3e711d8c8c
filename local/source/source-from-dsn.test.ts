import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/oracle/temporary-lake.js';
import { UsageError } from '../errors.js';
import { sourceFromDsn } from './source-from-dsn.js';

let home: { readonly path: string; readonly remove: () => void };
beforeAll(() => {
    home = temporaryFolder();
});
afterAll(() => home.remove());

const read = (dsn: string, env: NodeJS.ProcessEnv = {}) => sourceFromDsn(dsn, { env: { HOME: '/nowhere', ...env } });

function refusal(dsn: string, options: Partial<Parameters<typeof sourceFromDsn>[1]> = {}): UsageError {
    try {
        sourceFromDsn(dsn, { env: {}, ...options });
    } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        return error as UsageError;
    }
    throw new Error('It was not refused.');
}

function file(name: string, text: string, mode: number): string {
    const path = join(home.path, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
}

const passwordOf = ({ config }: ReturnType<typeof read>): unknown => (config.password as () => string)();

describe('a DSN', () => {
    test.each([
        ['postgresql://shop@db.example.com:6543/orders', { user: 'shop', host: 'db.example.com', port: 6543, database: 'orders' }, 'postgresql://shop@db.example.com:6543/orders'],
        ['postgres://shop@localhost/orders', { user: 'shop', host: 'localhost', port: 5432, database: 'orders' }, 'postgresql://shop@localhost:5432/orders'],
        ['postgresql://a%40b@[::1]/my%20shop', { user: 'a@b', host: '::1', port: 5432, database: 'my shop' }, 'postgresql://a%40b@[::1]:5432/my%20shop'],
        ['postgresql://shop@%2Fvar%2Frun%2Fpostgresql/orders', { user: 'shop', host: '/var/run/postgresql', port: 5432, database: 'orders' }, 'postgresql://shop@%2Fvar%2Frun%2Fpostgresql:5432/orders'],
    ])('%s says where the database is', (dsn, where, name) => {
        const source = read(dsn);
        expect(source.config).toMatchObject(where);
        expect(source.name).toBe(name);
        expect(read(source.name).config).toMatchObject(where);
    });

    test.each([
        ['', 'is no address of a PostgreSQL database'],
        ['mysql://u@h/d', 'is no address of a PostgreSQL database'],
        ['host=h user=u password=sesame', 'is no address of a PostgreSQL database'],
        ['postgresql://u@h', 'names no database'],
        ['postgresql://u@h/', 'names no database'],
        ['postgresql://h/d', 'names no user'],
        ['postgresql://u@/d', 'cannot be read'],
        ['postgresql://u@h:port/d', 'cannot be read'],
        ['postgresql://u@h:99999/d', 'cannot be read'],
        ['postgresql://u@h:0/d', 'has the port 0'],
        ['postgresql://u@a,b/d', 'names several hosts'],
        ['postgresql://u@h/%E0%A4%A', 'The database in the DSN of the source cannot be read'],
        ['postgresql://u@h/d?target_session_attrs=any', 'has the parameter target_session_attrs; sslmode and sslrootcert are all'],
        ['postgresql://u@h/d?sslmode=prefer&foo=1', 'has the parameter foo; sslmode and sslrootcert are all'],
        ['postgresql://u@h/d?foo', 'has a parameter that is not known'],
        ['postgresql://u@h/d?foo9=1', 'has a parameter that is not known'],
        ['postgresql://u@h/d?a_name_of_many_letters=1', 'has a parameter that is not known'],
        ['postgresql://u@h/d?sslmode=require&sslmode=disable', 'has sslmode twice'],
        ['postgresql://u@h/d?sslmode=on', 'has an sslmode that does not exist: say disable, require, verify-ca, verify-full'],
        ['postgresql://u@h/d?sslmode=prefer', 'sslmode=prefer in the DSN of the source leaves open'],
        ['postgresql://u@h/d?sslmode=verify-full&sslrootcert=/none.pem', 'The file of sslrootcert "/none.pem" cannot be read (ENOENT)'],
    ])('%s is refused with the reason', (dsn, reason) => {
        expect(refusal(dsn).message).toContain(reason);
    });

    test.each([
        'postgresql://u:sesame@h/d',
        'postgresql://u@h/d?password=sesame',
        'postgresql://:sesame@h/d',
    ])('with a password is refused with where to put it: %s', (dsn) => {
        expect(refusal(dsn).message).toBe('The DSN of the source has a password, which others could see: leave it out and give it in PGPASSWORD, with --password-file FILE or in ~/.pgpass.');
    });

    test.each([
        ['Zq', '0-9A-Z'],
        // As names of parameters are.
        ['zqx', 'a-z_'],
    ])('with a password is refused without showing it, whatever signs the password has (with %s)', (mark, letters) => {
        // Longer than any piece of our own words, and raw: the signs that end a part of an address are among them.
        const passwords = fc.stringMatching(new RegExp(`^[${letters}@:/?#&=%[\\] ]{1,6}${mark}[${letters}@:/?#&=%[\\] ]{1,6}$`));
        const forms = fc.constantFrom(
            (password: string) => `postgresql://shop:${password}@host:5432/orders`,
            (password: string) => `postgres://shop:${password}@host/orders?sslmode=require`,
            (password: string) => `postgresql://:${password}@host/orders`,
            (password: string) => `postgresql://shop@host/orders?password=${password}`,
            (password: string) => `host=localhost user=shop password=${password}`,
        );
        fc.assert(
            fc.property(passwords, forms, (password, form) => {
                const error = refusal(form(password));
                for (const shown of [error.message, error.stack!, inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error)]) expect(shown).not.toContain(mark);
            }),
            { numRuns: 500 },
        );
    });
});

describe('TLS', () => {
    const ssl = (dsn: string) => read(dsn).config.ssl;

    test('is not asked for on this machine, and is asked for anywhere else, unless the DSN says', () => {
        expect(ssl('postgresql://u@localhost/d')).toBe(false);
        expect(ssl('postgresql://u@127.0.0.1/d')).toBe(false);
        expect(ssl('postgresql://u@[::1]/d')).toBe(false);
        expect(ssl('postgresql://u@db.example.com/d')).toEqual({ rejectUnauthorized: false });
        expect(ssl('postgresql://u@localhost.example.com/d')).toEqual({ rejectUnauthorized: false });
        expect(ssl('postgresql://u@db.example.com/d?sslmode=disable')).toBe(false);
        expect(ssl('postgresql://u@localhost/d?sslmode=require')).toEqual({ rejectUnauthorized: false });
    });
});

describe('the password', () => {
    const DSN = 'postgresql://shop@host:6543/orders';

    test('comes from the file that was named, else PGPASSWORD, else the pgpass file', () => {
        const passwordFile = file('password', 'from file\nsecond line\n', 0o600);
        const pgpass = file('pgpass', '# comment\nother:*:*:*:wrong\n*:6543:orders:shop:from\\:pgpass\n*:*:*:*:late\n', 0o600);
        const env = { PGPASSWORD: 'from env', PGPASSFILE: pgpass };
        expect(passwordOf(sourceFromDsn(DSN, { passwordFile, env }))).toBe('from file');
        expect(passwordOf(sourceFromDsn(DSN, { env }))).toBe('from env');
        expect(passwordOf(sourceFromDsn(DSN, { env: { PGPASSFILE: pgpass } }))).toBe('from:pgpass');
        expect(passwordOf(sourceFromDsn('postgresql://shop@host/orders', { env: { PGPASSFILE: pgpass } }))).toBe('late');
        expect(passwordOf(sourceFromDsn(DSN, { env: { PGPASSFILE: join(home.path, 'none') } }))).toBe('');
    });

    test('is read from no file that other users may read', () => {
        const open = file('open', 'sesame\n', 0o640);
        expect(refusal(DSN, { passwordFile: open }).message).toBe(`The password file ${JSON.stringify(open)} may be read by other users: chmod 600 it.`);
        const openPass = file('open.pgpass', '*:*:*:*:sesame\n', 0o644);
        expect(passwordOf(sourceFromDsn(DSN, { env: { PGPASSFILE: openPass } }))).toBe('');
    });

    test.each([
        ['none', undefined, /cannot be read \(ENOENT\)/],
        ['empty', '\nsesame\n', /The first line of the password file .* is empty/],
    ])('is refused from a file that is %s', (name, text, reason) => {
        expect(refusal(DSN, { passwordFile: text === undefined ? join(home.path, name) : file(name, text, 0o600) }).message).toMatch(reason);
    });

    test('shows in no print of the source or of a client that connects with it', () => {
        fc.assert(
            fc.property(fc.stringMatching(/^[ -~]{0,9}Zq[ -~]{0,9}$/), (password) => {
                const source = read(DSN, { PGPASSWORD: password });
                const client = new pg.Client(source.config);
                for (const thing of [source, source.config, client]) {
                    expect(inspect(thing, { depth: 9, showHidden: true })).not.toContain('Zq');
                }
                expect(JSON.stringify(source)).not.toContain('Zq');
                expect(passwordOf(source)).toBe(password);
            }),
            { numRuns: 30 },
        );
    });
});
