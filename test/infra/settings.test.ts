import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { environments } from '../../infra/environments.js';
import { readSettings } from '../../infra/read-settings.js';
import { SETTINGS } from '../../infra/settings.js';
import { SettingsError } from '../../infra/settings-error.js';

type Context = Readonly<Record<string, unknown>>;

const dev = (context: Context = {}) => readSettings({ environment: 'dev', ...context });

/** What the settings are refused with. */
function refusal(context: Context): string {
    try {
        readSettings(context);
    } catch (error) {
        if (error instanceof SettingsError) return error.message;
        throw error;
    }
    throw new Error(`These settings are accepted: ${JSON.stringify(context)}`);
}

describe('settings', () => {
    it('are those of the environment where nothing is chosen', () => {
        expect(dev()).toEqual(environments.dev);
    });

    it('are what -c says, with types, where something is chosen', () => {
        expect(dev({ name: 'store', databaseMaxCapacity: '8.5', replicationMultiAz: 'true', vpcCidr: '172.31.4.0/22', replicationEngine: 'serverless', replicationMaxUnits: '16' })).toEqual({
            ...environments.dev,
            name: 'store',
            databaseMaxCapacity: 8.5,
            replicationMultiAz: true,
            vpcCidr: '172.31.4.0/22',
            replicationEngine: 'serverless',
            replicationMaxUnits: 16,
        });
    });

    it('take values of cdk.json as they take texts of -c', () => {
        expect(dev({ queryGb: 20, replicationMultiAz: true })).toEqual(dev({ queryGb: '20', replicationMultiAz: 'true' }));
    });

    it('pass over what the CDK puts into its context by itself', () => {
        expect(dev({ 'aws:cdk:bundling-stacks': ['**'], '@aws-cdk/core:some': true, 'cli-telemetry': false, 'acknowledged-issue-numbers': [1] })).toEqual(environments.dev);
    });

    it('of dev and prod are values that could be chosen', () => {
        for (const { environment, ...values } of Object.values(environments)) {
            for (const [name, value] of Object.entries(values)) expect(SETTINGS[name as keyof typeof SETTINGS].parse(String(value)), `${environment}: ${name}`).toBe(value);
        }
    });

    it('differ between dev and prod in values only', () => {
        expect(Object.keys(environments.prod).sort()).toEqual(Object.keys(environments.dev).sort());
    });

    it.each<[string, Context, string]>([
        ['no environment is named', {}, 'No environment is named: give one with -c environment=dev or prod.'],
        ['the environment is empty', { environment: '' }, 'No environment is named: give one with -c environment=dev or prod.'],
        ['the environment is not known', { environment: 'staging' }, 'The environment "staging" is not known: it is one of dev, prod (infra/environments.ts).'],
        ['the environment is a property of every object', { environment: 'constructor' }, 'The environment "constructor" is not known: it is one of dev, prod (infra/environments.ts).'],
        ['a setting is misspelt', { environment: 'dev', queryGB: '5' }, 'There is no setting "queryGB": the settings stand in docs/settings.md; take it out of -c, cdk.json or ~/.cdk.json, wherever it comes from.'],
        ['a setting is empty', { environment: 'dev', queryGb: '' }, 'The setting queryGb has to be a whole number from 1 to 10000; it is "".'],
        ['a size is none of AWS', { environment: 'dev', workerType: 'G.3X' }, 'The setting workerType has to be one of G.1X, G.2X, G.4X, G.8X, R.1X, R.2X, R.4X, R.8X; it is "G.3X".'],
        ['a value is a list', { environment: 'dev', queryGb: [5] }, 'The setting queryGb has to be a whole number from 1 to 10000; it is [5].'],
        ['a yes is no true', { environment: 'dev', replicationMultiAz: 'yes' }, 'The setting replicationMultiAz has to be true or false; it is "yes".'],
        ['the name is too long for DMS', { environment: 'dev', name: 'seventeen-letters' }, 'The setting name has to have at most 14 characters, so that names for DMS stay below 32; "seventeen-letters" has 17.'],
        ['the least capacity of the database is above the most', { environment: 'dev', databaseMinCapacity: '4' }, 'The setting databaseMinCapacity is 4 and may not be more than databaseMaxCapacity, which is 2.'],
        ['the least capacity of replication is above the most', { environment: 'dev', replicationEngine: 'serverless', replicationMinUnits: '4' }, 'The setting replicationMinUnits is 4 and may not be more than replicationMaxUnits, which is 2.'],
        ['prod tells nobody of its alarms', { environment: 'prod' }, 'The environment prod needs somebody who gets its alarms: give an address with -c alarmEmail=somebody@example.com.'],
        [
            'an instance is chosen for a replication without one',
            { environment: 'dev', replicationEngine: 'serverless', replicationInstanceClass: 'dms.t3.medium' },
            'The setting replicationInstanceClass is "dms.t3.medium" and has no effect, as replicationEngine is serverless: take it away, or choose replicationEngine=provisioned.',
        ],
        [
            'units are chosen for a replication with an instance',
            { environment: 'dev', replicationMaxUnits: '8' },
            'The setting replicationMaxUnits is 8 and has no effect, as replicationEngine is provisioned: take it away, or choose replicationEngine=serverless.',
        ],
        [
            'data may go and nothing confirms it',
            { environment: 'dev', destroyData: 'true' },
            'destroyData=true lets the database, all of raw and the lake go with their stacks: say so a second time with -c confirmDestroyData=shop-lake-dev.',
        ],
        [
            'data may go and another lake is confirmed',
            { environment: 'dev', name: 'store', destroyData: 'true', confirmDestroyData: 'shop-lake-dev' },
            'destroyData=true lets the database, all of raw and the lake go with their stacks: say so a second time with -c confirmDestroyData=store-dev.',
        ],
        [
            'a confirmation is left over',
            { environment: 'dev', confirmDestroyData: 'shop-lake-dev' },
            'confirmDestroyData is "shop-lake-dev" without destroyData=true: take it away, so that it confirms nothing that is chosen later.',
        ],
    ])('are refused in one sentence if %s', (_, context, sentence) => {
        expect(refusal(context)).toBe(sentence);
    });

    it('let data go if both switches say so', () => {
        expect(dev({ destroyData: 'true', confirmDestroyData: 'shop-lake-dev' }).destroyData).toBe(true);
    });

    it.each(['10.20.0.5/16', '10.300.0.0/16', '10.20.0/16', '10.0.0.0/8', '10.20.0.0/23', '172.15.0.0/16', '172.32.0.0/16', '192.169.0.0/16', '8.8.0.0/16', '10.20.1.0/22', '10.20.0.0', 'none'])(
        'take no %s for a private network',
        (vpcCidr) => expect(refusal({ environment: 'dev', vpcCidr })).toBe(`The setting vpcCidr has to be a private network with 16 to 22 bits and zeros behind them, such as 10.20.0.0/16; it is "${vpcCidr}".`),
    );

    it.each(['10.255.252.0/22', '172.16.0.0/16', '192.168.0.0/16', '10.1.128.0/17'])('take %s for a private network', (vpcCidr) => expect(dev({ vpcCidr }).vpcCidr).toBe(vpcCidr));

    it.each([
        ['name', 'Store'],
        ['name', '1store'],
        ['name', 'my--store'],
        ['name', 'store-'],
        ['databaseMinCapacity', '0.75'],
        ['databaseMinCapacity', '-1'],
        ['endpointZones', '1.5'],
        ['endpointZones', '1e0'],
        ['generation', '0'],
        ['replicationMaxUnits', '3'],
        ['replicationInstanceClass', 'db.t3.medium'],
        ['quarantineShare', '1.5'],
        ['logDays', '31'],
        ['alarmEmail', 'somebody'],
        ['alarmEmail', 'a@b.c, d@e.f'],
        ['destroyData', 'constructor'],
    ])('take for %s no %s', (name, value) => {
        expect(refusal({ environment: 'dev', [name]: value })).toMatch(new RegExp(`^The setting ${name} has to be .+; it is ${JSON.stringify(value)}\\.$`));
    });
});

describe('cdk synth with wrong settings', () => {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    it('says one sentence and ends with exit code 2, as the program that the CDK starts', () => {
        const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'infra/app.ts'], {
            cwd: join(import.meta.dirname, '..', '..'),
            // As the CDK gives context and place: https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/cx-api/lib/app.ts
            env: { PATH: process.env.PATH, HOME: folder, CDK_CONTEXT_JSON: JSON.stringify({ environment: 'staging', '@aws-cdk/core:some': true }), CDK_OUTDIR: join(folder, 'cdk.out') },
            encoding: 'utf8',
        });
        expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: 'The environment "staging" is not known: it is one of dev, prod (infra/environments.ts).\n' });
    });
});
