import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** The lake's secret for hashes of personal data: made at first use, readable by the lake's user alone. */
export function hashKey(path: string): string {
    if (!existsSync(path)) writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    return readFileSync(path, 'utf8').trim();
}
