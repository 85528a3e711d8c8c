import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deadProcess } from '../oracle/dead-process.js';
import { inFolder } from '../oracle/temporary-lake.js';
import { prepareOnce } from './prepare-once.js';

const make = async (making: string) => {
    mkdirSync(making);
    writeFileSync(join(making, 'file'), 'whole');
};

test('what is there is used again, unless it is of no use any more', async () => {
    await inFolder(async (folder) => {
        const path = join(folder, 'engines', 'thing');
        let made = 0;
        const count = async (making: string) => {
            made += 1;
            await make(making);
        };
        const prepare = async (isUsable: boolean) => await prepareOnce({ path, isUsable: async () => isUsable, make: count });
        expect(await prepare(true)).toBe(path);
        await prepare(true);
        expect(made).toBe(1);
        await prepare(false);
        expect(made).toBe(2);
        expect(readFileSync(join(path, 'file'), 'utf8')).toBe('whole');
    });
});

test('what was broken off in the middle is removed and made again', async () => {
    await inFolder(async (folder) => {
        const path = join(folder, 'thing');
        mkdirSync(`${path}.making-${deadProcess()}`);
        const fail = async (making: string) => {
            await make(making);
            throw new Error('The network is gone.');
        };
        await expect(prepareOnce({ path, make: fail })).rejects.toThrow('The network is gone.');
        expect(readdirSync(folder)).toEqual([]);
        await prepareOnce({ path, make });
        expect(readdirSync(folder)).toEqual(['thing']);
    });
});
