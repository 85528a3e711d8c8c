import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readStat, readWait, roleOf } from './processor-time.js';

describe("the processor's time of a process", () => {
    it('is read behind a name that has blanks and brackets itself', () => {
        const line = '4711 (a) b (c)) S 815 4711 4711 0 -1 4194560 2011 0 3 0 1234 56 7 8 20 0 11 0 900 1000 200 18446744073709551615\n';
        expect(readStat(line)).toEqual({ parent: 815, user: 12.34, system: 0.56 });
    });

    it('is refused of what is no such line', () => {
        expect(() => readStat('4711 (node) S')).toThrow('No line of /proc/PID/stat: "4711 (node) S".');
    });

    it.runIf(process.platform === 'linux')('is that of this process where the machine tells it', () => {
        const until = Date.now() + 60;
        while (Date.now() < until);
        const { parent, user, system } = readStat(readFileSync('/proc/self/stat', 'utf8'));
        const usage = process.cpuUsage();
        expect(parent).toBe(process.ppid);
        // It has two digits behind the point, and time went by between the two looks.
        expect(Math.abs(user + system - (usage.user + usage.system) / 1e6)).toBeLessThan(0.5);
    });
});

describe('the wait of a thread for a core', () => {
    it('is the second number, in billionths of a second', () => {
        expect(readWait('128129906 1318446420 307\n')).toBe(1.31844642);
    });
});

describe('a process of PostgreSQL', () => {
    it.each([
        ['postgres: walsender shop shop_1 127.0.0.1(45678) START_REPLICATION\0', 'walsender'],
        ['postgres: shop shop_1 127.0.0.1(45680) COPY\0', 'backends'],
        ['postgres: shop shop_1 [local] idle in transaction\0', 'backends'],
        ['postgres: shop shop_1 ::1(45680) idle\0', 'backends'],
        ['postgres: checkpointer \0', 'rest of PostgreSQL'],
        ['postgres: io worker 1\0', 'rest of PostgreSQL'],
        ['postgres: autovacuum worker shop_1\0', 'rest of PostgreSQL'],
        ['postgres: logical replication launcher \0', 'rest of PostgreSQL'],
        ['', 'rest of PostgreSQL'],
    ])('is told by its title: %j', (title, role) => {
        expect(roleOf(title)).toBe(role);
    });
});
