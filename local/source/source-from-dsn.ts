import { UsageError } from '../errors.js';
import { passwordFor } from './password-for.js';
import { newSource, type Source } from './source.js';
import { readTls } from './tls-of-dsn.js';

const FORM = 'postgresql://user@host:port/database';
const WRITTEN = `it has the form ${FORM}, with signs such as @ / ? # : in a part written as %40 and so on`;
const PASSWORD_ELSEWHERE = 'give it in PGPASSWORD, with --password-file FILE or in ~/.pgpass';

/** Parameters of libpq's that have no meaning here, and are named in a message whatever they look like. */
const OTHER_PARAMETERS = new Set(
    `host hostaddr port dbname user passfile require_auth channel_binding connect_timeout client_encoding options application_name
    fallback_application_name keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout replication gssencmode
    sslnegotiation sslcompression sslcert sslkey sslcertmode sslcrl sslcrldir sslsni requirepeer ssl_min_protocol_version
    ssl_max_protocol_version krbsrvname gsslib gssdelegation service servicefile target_session_attrs load_balance_hosts`.split(/\s+/),
);

export interface DsnOptions {
    /** File whose first line is the password. */
    readonly passwordFile?: string;
    readonly env: NodeJS.ProcessEnv;
}

/**
 * Reads where a database is: `postgresql://user@host:port/database?sslmode=…&sslrootcert=…`. The password never stands in
 * it, since commands are seen by others and kept in histories; no message repeats the DSN, as one may be there by mistake.
 *
 * The password comes from the file, else from PGPASSWORD, else from the file PGPASSFILE or ~/.pgpass.
 *
 * @throws UsageError if the DSN or the file cannot be used
 */
export function sourceFromDsn(dsn: string, { passwordFile, env }: DsnOptions): Source {
    const url = parse(dsn);
    if (url.password !== '' || url.searchParams.has('password')) {
        throw new UsageError(`The DSN of the source has a password, which others could see: leave it out and ${PASSWORD_ELSEWHERE}.`);
    }
    const where = {
        user: decoded(url.username, 'user'),
        host: decoded(url.hostname.replace(/^\[(.*)\]$/, '$1'), 'host'),
        port: url.port === '' ? 5432 : Number(url.port),
        database: decoded(url.pathname.slice(1), 'database'),
    };
    if (where.port === 0) throw new UsageError('The DSN of the source has the port 0; a port is a number from 1 to 65535.');
    if (where.host.includes(',')) throw new UsageError('The DSN of the source names several hosts; name the primary server alone.');
    const ssl = readTls(readParameters(url), where.host);
    return newSource({ ...where, ssl, password: passwordFor(where, { passwordFile, env }) });
}

function parse(dsn: string): URL {
    if (!/^postgres(ql)?:\/\//.test(dsn)) throw new UsageError(`The DSN of the source is no address of a PostgreSQL database: ${WRITTEN}.`);
    let url: URL;
    try {
        url = new URL(dsn);
    } catch {
        throw new UsageError(`The DSN of the source cannot be read: ${WRITTEN}.`);
    }
    // An @ behind the host is most likely that of a password with a sign that ends the host: 'user:pass/word@host'.
    const isTorn = url.pathname.includes('@') || url.search.includes('@') || url.hash !== '' || url.pathname.slice(1).includes('/');
    if (isTorn) throw new UsageError(`The DSN of the source cannot be read: ${WRITTEN}.`);
    return url;
}

function decoded(part: string, what: string): string {
    if (part === '') throw new UsageError(`The DSN of the source names no ${what}: it has the form ${FORM}.`);
    try {
        return decodeURIComponent(part);
    } catch {
        throw new UsageError(`The ${what} in the DSN of the source cannot be read: ${WRITTEN}.`);
    }
}

function readParameters({ searchParams, search }: URL): ReadonlyMap<'sslmode' | 'sslrootcert', string> {
    const read = new Map<'sslmode' | 'sslrootcert', string>();
    for (const [name, value] of searchParams) {
        if (name !== 'sslmode' && name !== 'sslrootcert') {
            const named = OTHER_PARAMETERS.has(name) || isNameForSure(name, search) ? `the parameter ${name}` : 'a parameter that is not known';
            throw new UsageError(`The DSN of the source has ${named}; sslmode and sslrootcert are all that can be set.`);
        }
        if (read.has(name)) throw new UsageError(`The DSN of the source has ${name} twice.`);
        read.set(name, value);
    }
    return read;
}

/**
 * Only a name with its = is shown: what has none may be a piece of a password, as may what has other signs. A password in
 * front of an @ never comes here, and what stands before the first parameter that is not known are modes and files.
 */
const isNameForSure = (name: string, search: string): boolean => /^[a-z_]{1,20}$/.test(name) && search.slice(1).split('&').some((part) => part.startsWith(`${name}=`));
