import type { Settings } from '../settings.js';
import { SettingsError } from '../settings-error.js';
import { glueItems } from './glue-items.js';
import type { Inventory } from './inventory.js';
import type { Item } from './item.js';
import { DMS_HOURLY } from './prices.js';
import { runsOf } from './runs.js';
import { ASSUMPTIONS, type Volume } from './volumes.js';

const assume = (name: keyof typeof ASSUMPTIONS): number => ASSUMPTIONS[name].value;
const gb = (bytes: number): number => bytes / 1e9;
const million = (count: number): number => count / 1e6;

/** Everything that a month costs, each as a quantity of something that has a price. */
export function items(settings: Settings, inventory: Inventory, volume: Volume): readonly Item[] {
    return [
        ...databaseItems(settings, volume),
        ...replicationItems(settings, volume),
        ...networkItems(settings, inventory, volume),
        ...glueItems(settings, volume),
        ...storageItems(settings, inventory, volume),
        ...queryItems(volume),
        ...operationItems(settings, inventory, volume),
    ];
}

/** Events a second, on an average of the month. */
const rate = ({ events }: Volume): number => events / assume('hours') / 3600;

/** Capacity units of each instance. The connection of replication keeps it from pausing; a reader follows the writer, for which it may have to stand in. */
export const capacityOf = ({ databaseMinCapacity }: Pick<Settings, 'databaseMinCapacity'>, volume: Volume): number => Math.max(databaseMinCapacity, rate(volume) / assume('eventsPerCapacity'));

function databaseItems({ databaseMinCapacity, databaseReaders, databaseBackupDays }: Settings, volume: Volume): readonly Item[] {
    const service = 'Aurora PostgreSQL';
    const stored = gb(volume.events * volume.months * assume('sourceBytes'));
    const changed = gb((volume.events / assume('days')) * databaseBackupDays * assume('sourceBytes'));
    return [
        { service, what: 'capacity of writer and readers', price: 'auroraCapacity', quantity: capacityOf({ databaseMinCapacity }, volume) * (1 + databaseReaders) * assume('hours') },
        { service, what: 'storage', price: 'auroraStorage', quantity: stored },
        { service, what: 'requests to storage', price: 'auroraRequests', quantity: million(volume.events * assume('sourceRequests')) },
        // As much as is stored is free; what is beyond it are the changes of the days.
        { service, what: 'backups', price: 'auroraBackup', quantity: changed },
    ];
}

function replicationItems({ replicationEngine, replicationInstanceClass, replicationStorageGb, replicationMultiAz, replicationMinUnits }: Settings, volume: Volume): readonly Item[] {
    const service = 'DMS';
    const zones = replicationMultiAz ? 2 : 1;
    if (replicationEngine === 'serverless') {
        const units = Math.max(replicationMinUnits, rate(volume) / assume('eventsPerUnit'));
        return [{ service, what: 'capacity', price: 'dmsUnits', quantity: units * zones * assume('hours') }];
    }
    const usd = DMS_HOURLY[replicationInstanceClass];
    if (usd === undefined) throw new SettingsError(`There is no price of ${replicationInstanceClass}, the replicationInstanceClass: write its price by the hour into DMS_HOURLY of infra/cost/prices.ts.`);
    return [
        { service, what: `${replicationMultiAz ? 'instances' : 'instance'} of ${replicationInstanceClass}`, price: { usd, unit: 'hour' }, quantity: zones * assume('hours') },
        { service, what: 'disk', price: 'dmsStorage', quantity: replicationStorageGb * zones },
    ];
}

function networkItems({ replicationMultiAz }: Settings, { endpointZones }: Inventory, { events }: Volume): readonly Item[] {
    const service = 'Network';
    return [
        { service, what: 'interface endpoints', price: 'endpointHours', quantity: endpointZones * assume('hours') },
        { service, what: 'through interface endpoints', price: 'endpointData', quantity: endpointZones === 0 ? 0 : assume('endpointGb') },
        // With a stand-by it may be in the other zone than the database at any time; without, it is put where it is.
        { service, what: 'database to DMS in another zone', price: 'betweenZones', quantity: replicationMultiAz ? gb(events * assume('replicatedBytes')) : 0 },
    ];
}

function storageItems(settings: Settings, { types }: Inventory, volume: Volume): readonly Item[] {
    const held = volume.events * volume.months;
    const tables = (bytes: number): number => gb(held * bytes * (1 + assume('overwritten')));
    const runs = runsOf(settings, volume).reduce((sum, { runs: times }) => sum + times, 0);
    const files = volume.events === 0 ? 0 : (assume('replicatedTables') * assume('hours') * 3600) / settings.replicationIntervalSeconds;
    const writes = files + runs * assume('runWrites');
    const reads = files + runs * assume('runReads') + volume.questions * assume('questionReads');
    const service = 'S3 and KMS';
    return [
        { service, what: 'raw', price: 'storage', quantity: gb(held * assume('rawBytes')) },
        { service, what: 'clean', price: 'storage', quantity: tables(assume('cleanBytes')) },
        { service, what: 'model', price: 'storage', quantity: tables(assume('modelBytes')) },
        { service, what: 'objects written and listed', price: 'writes', quantity: million(writes) },
        { service, what: 'objects read', price: 'reads', quantity: million(reads) },
        { service, what: 'keys', price: 'keys', quantity: types.get('AWS::KMS::Key') ?? 0 },
        // As without bucket keys, of which it depends how many they save.
        { service, what: 'requests to keys', price: 'keyRequests', quantity: million(writes + reads) },
    ];
}

function queryItems({ events, questions }: Volume): readonly Item[] {
    const service = 'Athena';
    const month = events * assume('modelBytes');
    return [
        { service, what: 'questions of analysts', price: 'scanned', quantity: (questions * month * assume('questionShare')) / 1e12 },
        { service, what: 'measurements', price: 'scanned', quantity: (assume('measurements') * assume('days') * 10e6) / 1e12 },
    ];
}

function operationItems(settings: Settings, { types }: Inventory, volume: Volume): readonly Item[] {
    const runs = runsOf(settings, volume).reduce((sum, { runs: times }) => sum + times, 0);
    const logs = runs * assume('runLogs') + assume('days') * assume('dayLogs');
    const service = 'Operation';
    const there = (type: string): number => types.get(type) ?? 0;
    return [
        { service, what: 'alarms', price: 'alarms', quantity: there('AWS::CloudWatch::Alarm') },
        { service, what: 'dashboards', price: 'dashboards', quantity: there('AWS::CloudWatch::Dashboard') },
        { service, what: 'metrics', price: 'metrics', quantity: assume('customMetrics') },
        { service, what: 'logs', price: 'logs', quantity: logs },
        { service, what: 'logs that are kept', price: 'logStorage', quantity: (logs * settings.logDays) / assume('days') },
        { service, what: 'secrets', price: 'secrets', quantity: there('AWS::SecretsManager::Secret') },
        { service, what: 'transitions of state machines', price: 'transitions', quantity: million(runs * assume('runTransitions')) },
        { service, what: 'functions', price: 'functionSeconds', quantity: assume('functionSeconds') },
    ];
}
