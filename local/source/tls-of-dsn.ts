import { readFileSync } from 'node:fs';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import { UsageError } from '../errors.js';

const MODES = ['disable', 'require', 'verify-ca', 'verify-full'];
const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\/.*)$/;

/**
 * What `sslmode` and `sslrootcert` of a DSN mean for Node's TLS, after
 * https://www.postgresql.org/docs/current/libpq-ssl.html:
 *
 * - `disable`: no TLS; `require`: TLS with whatever certificate, but as verify-ca if there is an sslrootcert;
 *   `verify-ca`: the certificate is signed by a trusted authority; `verify-full`: and is that of the host.
 *
 * Other than in libpq: `allow` and `prefer` are refused, because `pg` cannot try again the other way; without sslmode a
 * database on this machine is asked without TLS and any other with `require`, where libpq would go on in the clear; without
 * sslrootcert (or with `system`) the authorities that Node knows are trusted, and no file of ~/.postgresql is read.
 *
 * @throws UsageError for a mode that does not exist or a file that cannot be read
 */
export function readTls(parameters: ReadonlyMap<'sslmode' | 'sslrootcert', string>, host: string): false | ConnectionOptions {
    const mode = parameters.get('sslmode') ?? (LOOPBACK.test(host) ? 'disable' : 'require');
    const file = parameters.get('sslrootcert');
    if (mode === 'prefer' || mode === 'allow') {
        throw new UsageError(`sslmode=${mode} in the DSN of the source leaves open whether others can read along: say ${MODES.join(', ')}.`);
    }
    if (!MODES.includes(mode)) throw new UsageError(`The DSN of the source has an sslmode that does not exist: say ${MODES.join(', ')}.`);
    if (mode === 'disable') return false;
    if (mode === 'require' && file === undefined) return { rejectUnauthorized: false };
    const authorities = file === undefined || file === 'system' ? {} : { ca: readAuthorities(file) };
    return {
        ...authorities,
        rejectUnauthorized: true,
        // Said for an address of numbers too, for which Node would take the name 'localhost'.
        checkServerIdentity: (_name, certificate) => (mode === 'verify-full' ? checkServerIdentity(host, certificate) : undefined),
    };
}

function readAuthorities(file: string): string {
    let text: string;
    try {
        text = readFileSync(file, 'utf8');
    } catch (error) {
        throw new UsageError(`The file of sslrootcert ${JSON.stringify(file)} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
    }
    if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new UsageError(`The file of sslrootcert ${JSON.stringify(file)} has no certificate in PEM form.`);
    return text;
}
