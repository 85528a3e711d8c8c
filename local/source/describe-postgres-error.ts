import { ExpectedError } from '../errors.js';
import type { Source } from './source.js';

type Describe = (name: string, said: string) => string;

const unreachable: Describe = (name) => `${name} cannot be reached over the network: see that the host is right and that a firewall or security group lets this machine in.`;
const lost: Describe = (name) => `The connection to ${name} was lost; see whether it runs, and call again.`;
const stopping: Describe = (name) => `${name} is shutting down or was restarted; call again when it runs.`;
const certificate: Describe = (name, said) =>
    `${name} shows a certificate that is not trusted (${said}): name the authority's file with sslrootcert=FILE in the DSN.`;
const noTls: Describe = (name) => `${name} speaks no TLS: if the way there is safe without, say sslmode=disable in the DSN.`;

/** SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), or what Node calls it. */
const BY_CODE: Readonly<Record<string, Describe>> = {
    ECONNREFUSED: (name) => `${name} refuses connections: see that PostgreSQL runs there and that host and port are right.`,
    ENOENT: (name) => `${name} has no socket there: see that PostgreSQL runs and that the folder is right.`,
    ENOTFOUND: (name) => `The host of ${name} is not known: see that its name is right.`,
    EAI_AGAIN: (name) => `The host of ${name} could not be looked up: see that this machine has a network.`,
    ETIMEDOUT: unreachable,
    EHOSTUNREACH: unreachable,
    ENETUNREACH: unreachable,
    ECONNRESET: lost,
    EPIPE: lost,
    DEPTH_ZERO_SELF_SIGNED_CERT: certificate,
    SELF_SIGNED_CERT_IN_CHAIN: certificate,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificate,
    UNABLE_TO_GET_ISSUER_CERT: certificate,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: certificate,
    CERT_HAS_EXPIRED: (name) => `The certificate of ${name} has expired: have it renewed.`,
    ERR_TLS_CERT_ALTNAME_INVALID: (name) => `The certificate of ${name} is that of another host: use the name that stands in it.`,
    '08001': lost,
    '08003': lost,
    '08006': lost,
    '25006': (name) => `${name} only reads, as a standby does: name the primary server.`,
    '28P01': (name) => `${name} refuses the password of this user: see PGPASSWORD, --password-file or ~/.pgpass.`,
    '28000': (name, said) =>
        said.includes('no encryption') || said.includes('SSL off')
            ? `${name} lets this user in with TLS only: say sslmode=require in the DSN, or better verify-full.`
            : `${name} does not let this user in (${said}).`,
    '3D000': (name) => `${name} does not exist: the server has no database of that name.`,
    '42501': (name, said) => `${name}: this user lacks a right (${said}).`,
    '53100': (name) => `The disk of ${name} is full: make room there and call again.`,
    '53200': (name) => `${name} has not enough memory; call again when less goes on there.`,
    '53300': (name) => `${name} has no connection left: end others, or raise its max_connections.`,
    '55P03': (name) => `${name}: another session holds a lock that is needed; call again when it has ended.`,
    '57P01': stopping,
    '57P02': (name) => `${name} was ended by a crash of the server; call again when it runs.`,
    '57P03': (name) => `${name} is starting up or shutting down; call again when it runs.`,
};

/** What `pg` says in words alone. */
const BY_WORDS: readonly (readonly [RegExp, Describe])[] = [
    [/timeout expired|connection timeout/i, unreachable],
    [/Connection terminated|Client has encountered a connection error|Client was closed/, lost],
    [/does not support SSL connections/, noTls],
    [/password must be a/, (name) => `${name} wants a password: give it in PGPASSWORD, with --password-file FILE or in ~/.pgpass.`],
];

/** One sentence for a failure of a database or of the way to it; null for any other error. */
export function describePostgresError(error: unknown, source: Source): string | null {
    if (!(error instanceof Error)) return null;
    const code = (error as { code?: unknown }).code;
    const describe = (typeof code === 'string' ? BY_CODE[code] : undefined) ?? BY_WORDS.find(([words]) => words.test(error.message))?.[1];
    return describe === undefined ? null : describe(source.name, error.message);
}

/** The same as an error to be thrown: an ExpectedError if the failure is known, else the error as it is. */
export function expectedPostgresError(error: unknown, source: Source): unknown {
    if (error instanceof ExpectedError) return error;
    const sentence = describePostgresError(error, source);
    return sentence === null ? error : new ExpectedError(sentence, { cause: error });
}
