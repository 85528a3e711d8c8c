import type pg from 'pg';

/** A PostgreSQL database that can be reached. */
export interface Source {
    /** For people: `postgresql://user@host:port/database`, never with a password. */
    readonly name: string;
    /** What `pg` connects with; the password is behind a function, so that nothing which prints this can show it. */
    readonly config: pg.ClientConfig;
}

export interface SourceProps {
    readonly user: string;
    readonly host: string;
    readonly port: number;
    readonly database: string;
    /** Called for each connection that the server wants a password for; an empty one is none. */
    readonly password: () => string;
    /** @default false, that is no TLS */
    readonly ssl?: pg.ClientConfig['ssl'];
}

/** Whoever reads texts of values must find them the same from every server, however it was set up. */
const SESSION = ['timezone=UTC', 'datestyle=ISO', 'intervalstyle=postgres', 'bytea_output=hex', 'extra_float_digits=1'];

/** Everything is named, as `pg` takes what is left out from variables such as PGSSLMODE and PGOPTIONS. */
export function newSource({ user, host, port, database, password, ssl = false }: SourceProps): Source {
    const address = host.includes(':') ? `[${host}]` : encodeURIComponent(host);
    return {
        name: `postgresql://${encodeURIComponent(user)}@${address}:${port}/${encodeURIComponent(database)}`,
        config: {
            user,
            host,
            port,
            database,
            password,
            ssl,
            sslnegotiation: 'postgres',
            application_name: 'lake',
            client_encoding: 'UTF8',
            options: SESSION.map((setting) => `-c ${setting}`).join(' '),
            connectionTimeoutMillis: 10_000,
            keepAlive: true,
            keepAliveInitialDelayMillis: 10_000,
        },
    };
}
