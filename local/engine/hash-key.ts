import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ExpectedError } from '../errors.js';
import { lakeOption } from '../lake-option.js';

/**
 * The lake's secret for hashes of personal data: made at first use, whole, and readable by the lake's user alone.
 *
 * @throws ExpectedError if the file has something else, as after a full disk: hashes by it would protect nobody
 */
export function hashKey(path: string): string {
    if (!existsSync(path)) writeKey(path);
    const key = readFileSync(path, 'utf8').trim();
    if (!/^[0-9a-f]{64}$/.test(key)) {
        throw new ExpectedError(`The key ${JSON.stringify(path)} is damaged (64 hexadecimal digits are needed): bring it back from a copy; or remove it together with lake.duckdb and call ./lake run${lakeOption(dirname(path))}, which builds the lake again with a new key.`);
    }
    return key;
}

function writeKey(path: string): void {
    const prepared = `${path}.new`;
    writeFileSync(prepared, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
    const file = openSync(prepared, 'r');
    fsyncSync(file);
    closeSync(file);
    renameSync(prepared, path);
}
