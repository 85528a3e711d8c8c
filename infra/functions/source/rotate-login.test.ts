import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, auroraLike, databaseOfMaster, failure } from '../../../test/oracle/aurora-like.js';
import type { TestPostgres } from '../../../test/oracle/test-postgres.js';
import { migrate } from '../../../local/source/migrate.js';
import type { Source } from '../../../local/source/source.js';
import { letReplicate } from './let-replicate.js';
import { rotateLogin, type Step } from './rotate-login.js';
import type { Vault } from './vault.js';

const STEPS: readonly Step[] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

let postgres: TestPostgres;
let master: Source;
beforeAll(async () => {
    postgres = await auroraLike();
    master = await databaseOfMaster(postgres);
    await migrate(master);
});
afterAll(async () => await postgres?.stop());

/** Secrets Manager with one secret, after a rotation to `next` has begun: https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html */
class Kept implements Vault {
    readonly id = 'arn:replication';
    readonly names = new Map<string, string[]>([['first', ['AWSCURRENT']], ['next', ['AWSPENDING']]]);
    readonly texts = new Map<string, string>();

    constructor(user: string) {
        const { host, port, database } = master.config;
        this.texts.set('first', JSON.stringify({ username: user, password: 'first', host, port, dbname: database, engine: 'postgres' }));
    }

    async stages() {
        return this.names;
    }
    async read({ stage, version }: { stage: string; version?: string }) {
        const found = [...this.names].find(([, names]) => names.includes(stage))?.[0];
        return found === undefined || (version ?? found) !== found ? undefined : this.texts.get(found);
    }
    async put(version: string, text: string) {
        this.texts.set(version, text);
    }
    async promote(version: string) {
        for (const [other, names] of this.names) this.names.set(other, names.filter((name) => name !== 'AWSCURRENT'));
        this.names.set(version, ['AWSCURRENT']);
    }
    get present(): Record<string, string> {
        const [version] = [...this.names].find(([, names]) => names.includes('AWSCURRENT'))!;
        return JSON.parse(this.texts.get(version)!) as Record<string, string>;
    }
}

async function vaultFor(user: string): Promise<Kept> {
    await letReplicate(master, { user, password: 'first' });
    return new Kept(user);
}

const rotate = async (vault: Vault, step: Step) => await rotateLogin({ vault, step, version: 'next', ssl: () => false });
const logsIn = async (user: string, password: string) => (await failure(ask(postgres.as(master, user, password), 'select 1'))) === 'it did not fail';

describe('rotateLogin', () => {
    test('gives the user another password and keeps all else of the secret', async () => {
        const vault = await vaultFor('plain');
        for (const step of STEPS) await rotate(vault, step);
        const { password, ...rest } = vault.present;
        expect(password).toMatch(/^[A-Za-z0-9]{40}$/);
        expect(rest).toEqual({ username: 'plain', host: '127.0.0.1', port: master.config.port, dbname: master.config.database, engine: 'postgres' });
        expect(await logsIn('plain', password!)).toBe(true);
        expect(await logsIn('plain', 'first')).toBe(false);
    });

    test.each(STEPS)('comes to the same when it is broken off behind %s and begun anew', async (last) => {
        const user = `broken_${last.toLowerCase()}`;
        const vault = await vaultFor(user);
        for (const step of STEPS.slice(0, STEPS.indexOf(last) + 1)) await rotate(vault, step);
        for (const step of STEPS) await rotate(vault, step);
        expect(vault.names.get('next')).toContain('AWSCURRENT');
        expect(await logsIn(user, vault.present.password!)).toBe(true);
    });

    test('fails at the test, with the present password still in force, when the next one was not set', async () => {
        const vault = await vaultFor('untested');
        await rotate(vault, 'createSecret');
        expect(await failure(rotate(vault, 'testSecret'))).toContain('refuses the password');
        expect(await logsIn('untested', 'first')).toBe(true);
    });

    test('does not take silence for a refused password', async () => {
        const vault = await vaultFor('silent');
        vault.texts.set('next', JSON.stringify({ ...vault.present, password: 'next', port: 1 }));
        expect(await failure(rotate(vault, 'setSecret'))).toContain('refuses connections');
        expect(await logsIn('silent', 'first')).toBe(true);
    });

    test.each([
        ['has no version next', new Map([['first', ['AWSCURRENT']]])],
        ['is not AWSPENDING', new Map([['first', ['AWSCURRENT']], ['next', []]])],
    ])('refuses a version when the secret %s', async (said, names) => {
        const vault = await vaultFor('refused');
        vault.names.clear();
        for (const [version, stages] of names) vault.names.set(version, stages);
        expect(await failure(rotate(vault, 'createSecret'))).toContain(said);
    });
});
