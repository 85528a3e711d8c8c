import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inFolder } from '../../test/oracle/temporary-lake.js';
import { hashKey } from './hash-key.js';

it('is made once, for its user alone, and refused when it is damaged', async () => {
    await inFolder(async (folder) => {
        const path = join(folder, 'hash.key');
        const key = hashKey(path);
        expect(key).toMatch(/^[0-9a-f]{64}$/);
        expect(hashKey(path)).toBe(key);
        expect(statSync(path).mode & 0o777).toBe(0o600);
        truncateSync(path, 0);
        expect(() => hashKey(path)).toThrow(`The key ${JSON.stringify(path)} is damaged`);
    });
});
