import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtInventory } from '../../infra/cost/built-inventory.js';
import { clickstreamPerMillion } from '../../infra/cost/comparison.js';
import type { Inventory } from '../../infra/cost/inventory.js';
import { usdOf } from '../../infra/cost/item.js';
import { items } from '../../infra/cost/items.js';
import { unpriced } from '../../infra/cost/priced-types.js';
import { shortfalls } from '../../infra/cost/shortfalls.js';
import { type Volume, VOLUMES } from '../../infra/cost/volumes.js';
import { environments } from '../../infra/environments.js';
import type { Settings } from '../../infra/settings.js';

const { dev, prod } = environments;

const inventory: Inventory = {
    types: new Map([
        ['AWS::KMS::Key', 2],
        ['AWS::CloudWatch::Alarm', 12],
        ['AWS::CloudWatch::Dashboard', 1],
        ['AWS::SecretsManager::Secret', 3],
    ]),
    endpointZones: 6,
};

const priced = (settings: Settings, volume: Volume): Record<string, number> => Object.fromEntries(items(settings, inventory, volume).map((item) => [`${item.service}: ${item.what}`, usdOf(item)]));

describe('an item', () => {
    const idle = priced(dev, VOLUMES.idle);
    const month = priced(prod, VOLUMES.month);
    const hundredfold = priced(prod, VOLUMES.hundredfold);

    test('of the database is half a capacity unit for each hour of 730 when nothing happens', () => {
        expect(idle['Aurora PostgreSQL: capacity of writer and readers']).toBeCloseTo(43.8, 6);
    });

    test('of the database follows the events above the least capacity, for the reader too', () => {
        expect(month['Aurora PostgreSQL: capacity of writer and readers']).toBeCloseTo(175.2, 6);
        // 6.66e9 events at 250 a second take 26.64e6 seconds, which are 7,400 hours, and the reader as many.
        expect(hundredfold['Aurora PostgreSQL: capacity of writer and readers']).toBeCloseTo(14_800 * 0.12, 6);
    });

    test('of replication is the instance and its disk, both twice where it has a stand-by', () => {
        expect(idle['DMS: instance of dms.t3.small']).toBeCloseTo(26.28, 6);
        expect(idle['DMS: disk']).toBeCloseTo(2.3, 6);
        expect(month['DMS: instances of dms.c6i.large']).toBeCloseTo(248.2, 6);
        expect(month['DMS: disk']).toBeCloseTo(23, 6);
    });

    test('of replication is its units where it scales by itself', () => {
        // One unit at 2,000 events a second: 6.66e9 take 925 hours.
        expect(priced({ ...prod, replicationEngine: 'serverless', replicationMultiAz: false }, VOLUMES.hundredfold)['DMS: capacity']).toBeCloseTo(2 * 730 * 0.087, 6);
        expect(priced({ ...prod, replicationEngine: 'serverless', replicationMultiAz: true, replicationMinUnits: 1 }, VOLUMES.hundredfold)['DMS: capacity']).toBeCloseTo(2 * 925 * 0.087, 6);
    });

    test('of facts is 3.3 minutes of every worker each hour, and the events', () => {
        // 730 runs of 2 workers: 4,818 minutes.
        expect(idle['Glue: facts']).toBeCloseTo((4_818 / 60) * 0.308, 6);
        // 730 runs of 3 workers for 3.3 minutes: 7,227. And 6,660 million events of 136 seconds each on 8 processors, for which 3 workers are paid: 339,660 seconds.
        expect(hundredfold['Glue: facts']).toBeCloseTo((7_227 / 60 + 339_660 / 3_600) * 0.308, 6);
    });

    test('of raw is 60 bytes for each event of twelve months', () => {
        expect(month['S3 and KMS: raw']).toBeCloseTo(47.952 * 0.023, 6);
    });

    test('of questions is a fifth of a month of model for each of 5,000', () => {
        expect(month['Athena: questions of analysts']).toBeCloseTo(2.31102 * 5, 4);
    });

    test('of what stands in the templates is there as often as it is there', () => {
        expect(idle['Network: interface endpoints']).toBeCloseTo(43.8, 6);
        expect(idle['S3 and KMS: keys']).toBe(2);
        expect(idle['Operation: alarms']).toBeCloseTo(1.2, 6);
        expect(idle['Operation: dashboards']).toBe(3);
        expect(idle['Operation: secrets']).toBeCloseTo(1.2, 6);
    });
});

test('no item becomes cheaper by more events', () => {
    const events = fc.integer({ min: 0, max: 10_000_000_000 });
    fc.assert(
        fc.property(events, events, fc.constantFrom(dev, prod), (one, other, settings) => {
            const [fewer, more] = [one, other].sort((left, right) => left - right).map((count) => priced(settings, { ...VOLUMES.month, events: count })) as [Record<string, number>, Record<string, number>];
            for (const [name, usd] of Object.entries(more)) expect(usd, name).toBeGreaterThanOrEqual(fewer[name]!);
        }),
    );
});

describe('a setting changes what it is about, and nothing else', () => {
    const cases: readonly [Partial<Settings>, readonly string[]][] = [
        [{ databaseReaders: 2 }, ['Aurora PostgreSQL: capacity of writer and readers']],
        [{ databaseBackupDays: 7 }, ['Aurora PostgreSQL: backups']],
        [{ replicationStorageGb: 200 }, ['DMS: disk']],
        [{ replicationInstanceClass: 'dms.r5.large' }, ['DMS: instances of dms.c6i.large', 'DMS: instances of dms.r5.large']],
        [{ replicationIntervalSeconds: 60 }, ['S3 and KMS: objects written and listed', 'S3 and KMS: objects read', 'S3 and KMS: requests to keys']],
        [{ factsWorkers: 8 }, ['Glue: facts']],
        [{ dimensionsWorkers: 8 }, ['Glue: dimensions']],
        [{ otherWorkers: 4 }, ['Glue: maintenance', 'Glue: verify']],
        [{ workerType: 'G.2X' }, ['Glue: facts', 'Glue: dimensions', 'Glue: maintenance', 'Glue: verify']],
        [{ logDays: 30 }, ['Operation: logs that are kept']],
        [{ queryGb: 50, freshnessMinutes: 60, alarmEmail: 'none' }, []],
    ];
    const before = priced(prod, VOLUMES.month);
    for (const [changed, expected] of cases) {
        test(JSON.stringify(changed), () => {
            const after = priced({ ...prod, ...changed }, VOLUMES.month);
            const different = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]);
            expect(different.sort()).toEqual([...expected].sort());
        });
    }
});

test('an instance without a price is refused', () => {
    expect(() => items({ ...dev, replicationInstanceClass: 'dms.r9.large' }, inventory, VOLUMES.idle)).toThrow(/no price of dms\.r9\.large.*infra\/cost\/prices\.ts/);
});

test('a volume that settings do not carry is told', () => {
    expect(shortfalls(prod, VOLUMES.month)).toEqual([]);
    expect(shortfalls({ ...prod, databaseMaxCapacity: 8 }, VOLUMES.hundredfold)).toContain('the database needs 10 capacity units on an average, and databaseMaxCapacity is 8');
    // 79,920 million events of 60 seconds each on 28 processors.
    expect(shortfalls(prod, VOLUMES.hundredfold)).toContain('a run of verify takes 2858 minutes and is ended after 240');
});

test('the comparison is that of the published table', () => {
    expect(clickstreamPerMillion()).toBeCloseTo(0.93, 2);
});

describe('what is deployed', () => {
    const deployments: Readonly<Record<string, Readonly<Record<string, string>>>> = {
        dev: { environment: 'dev' },
        'dev with serverless replication': { environment: 'dev', replicationEngine: 'serverless' },
        prod: { environment: 'prod', alarmEmail: 'somebody@example.com' },
    };
    for (const [name, context] of Object.entries(deployments)) {
        test(`has a price or is free, in ${name}`, () => {
            const { types } = builtInventory(context).inventory;
            expect(unpriced(types.keys()), 'Nobody has said what these cost: give each an item in infra/cost/items.ts and its name in PRICED of infra/cost/priced-types.ts, or name it in FREE there; then npm run generate').toEqual([]);
        });
    }

    test('of an unknown type is found', () => {
        expect(unpriced(['AWS::S3::Bucket', 'AWS::Redshift::Cluster', 'Custom::Started'])).toEqual(['AWS::Redshift::Cluster']);
    });
});
