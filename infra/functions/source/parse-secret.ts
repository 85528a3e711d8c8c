import { ExpectedError } from '../../../local/errors.js';

/** What AWS DMS, too, reads of a secret. */
export interface SourceSecret {
    readonly username: string;
    readonly password: string;
    readonly host: string;
    readonly port: string | number;
    readonly dbname: string;
}

/**
 * Reads what is in a secret, of which all else is kept.
 *
 * @param keys that it needs to have, as texts or numbers
 * @throws ExpectedError if one is missing; never with what is in it
 */
export function parseSecret<Key extends keyof SourceSecret = keyof SourceSecret>(
    text: string | undefined,
    id: string,
    keys: readonly Key[] = ['username', 'password', 'host', 'port', 'dbname'] as unknown as readonly Key[],
): Pick<SourceSecret, Key> {
    const value = parsed(text);
    const missing = value === null ? keys : keys.filter((key) => !['string', 'number'].includes(typeof value[key]) || value[key] === '');
    if (value === null || missing.length > 0) {
        throw new ExpectedError(`The secret ${id} lacks ${missing.join(', ')}: put ${missing.length === 1 ? 'it' : 'them'} back in AWS Secrets Manager as a JSON object, then try again.`);
    }
    return value as unknown as Pick<SourceSecret, Key>;
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> | null {
    try {
        const value: unknown = JSON.parse(text ?? '');
        return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
    } catch {
        // What JSON.parse says would show a piece of the secret.
        return null;
    }
}
