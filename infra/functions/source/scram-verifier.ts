import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** As PostgreSQL's own, https://www.postgresql.org/docs/current/runtime-config-connection.html (scram_iterations). */
const ITERATIONS = 4096;

/**
 * What PostgreSQL keeps of a password: given in its place to `alter role … password`, no log of statements ever has the
 * password itself. The form is that of https://www.postgresql.org/docs/current/catalog-pg-authid.html, the calculation
 * that of RFC 5802.
 *
 * @param password of ASCII signs, which need no SASLprep
 * @throws RangeError for a password with other signs
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
    if (!/^[\x21-\x7e]+$/.test(password)) throw new RangeError('A password needs to have signs from ! to ~ alone.');
    const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
    const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
    const storedKey = createHash('sha256').update(keyOf('Client Key')).digest();
    return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey.toString('base64')}:${keyOf('Server Key').toString('base64')}`;
}
