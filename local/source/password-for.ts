import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../errors.js';
import type { DsnOptions } from './source-from-dsn.js';

type Where = Readonly<Record<'user' | 'host' | 'database', string> & { port: number }>;

/**
 * Finds the password of a database: in the file that was named, else PGPASSWORD, else the pgpass file, which `pg` reads
 * with a warning and will not read in its next version. It is kept in a function, so that printing shows none.
 *
 * @throws UsageError if the file that was named cannot be used
 */
export function passwordFor(where: Where, { passwordFile, env }: DsnOptions): () => string {
    const password = passwordFile === undefined ? (env.PGPASSWORD ?? '') : readPasswordFile(passwordFile);
    return password === '' ? () => fromPassFile(where, env) : () => password;
}

function readPasswordFile(file: string): string {
    let text: string;
    try {
        // Not Windows, whose modes say nothing.
        if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
            throw new UsageError(`The password file ${JSON.stringify(file)} may be read by other users: chmod 600 it.`);
        }
        text = readFileSync(file, 'utf8');
    } catch (error) {
        if (error instanceof UsageError) throw error;
        throw new UsageError(`The password file ${JSON.stringify(file)} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
    }
    const [password = ''] = text.split(/\r?\n/, 1);
    if (password === '') throw new UsageError(`The first line of the password file ${JSON.stringify(file)} is empty; it has to be the password.`);
    return password;
}

/** Form of the file and what makes it be passed over: https://www.postgresql.org/docs/current/libpq-pgpass.html */
function fromPassFile({ user, host, port, database }: Where, env: NodeJS.ProcessEnv): string {
    const file = env.PGPASSFILE ?? (process.platform === 'win32' ? join(env.APPDATA ?? homedir(), 'postgresql', 'pgpass.conf') : join(env.HOME ?? homedir(), '.pgpass'));
    let text: string;
    try {
        if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) return '';
        text = readFileSync(file, 'utf8');
    } catch {
        return '';
    }
    const asked = [host.startsWith('/') ? 'localhost' : host, String(port), database, user];
    for (const line of text.split(/\r?\n/)) {
        if (line.startsWith('#')) continue;
        const fields = (line.match(/(\\.|[^:\\])*(:|$)/g) ?? []).map((field) => field.replace(/:$/, ''));
        const [password, ...rest] = [fields[4], ...fields.slice(0, 4)];
        const fits = rest.every((field, place) => field === '*' || unescaped(field!) === asked[place]);
        if (password !== undefined && fits) return unescaped(password);
    }
    return '';
}

const unescaped = (field: string): string => field.replace(/\\(.)/g, '$1');
