import type { Settings } from './settings.js';

/** A small lake that costs little while nothing happens. */
const dev: Settings = {
    environment: 'dev',
    name: 'shop-lake',
    vpcCidr: '10.20.0.0/16',
    endpointZones: 1,

    databaseMinCapacity: 0.5,
    databaseMaxCapacity: 2,
    databaseReaders: 0,
    databaseBackupDays: 7,
    passwordDays: 30,

    replicationEngine: 'provisioned',
    generation: 1,
    createDmsRoles: true,
    replicationInstanceClass: 'dms.t3.small',
    replicationStorageGb: 20,
    replicationMinUnits: 1,
    replicationMaxUnits: 2,
    replicationMultiAz: false,
    replicationIntervalSeconds: 300,

    workerType: 'G.1X',
    factsWorkers: 2,
    dimensionsWorkers: 2,
    otherWorkers: 2,
    factsMinutes: 50,
    otherMinutes: 240,
    jobRetries: 1,

    queryGb: 10,
    resultDays: 7,

    alarmEmail: 'none',
    requireAlarmEmail: false,
    freshnessMinutes: 180,
    replicationLagMinutes: 30,
    quarantineShare: 0.05,
    logHeldBackGb: 2,
    logDays: 30,

    objectDays: 7,
    destroyData: false,
};

/** Two zones for everything that has to stay up, and time to notice and mend. */
const prod: Settings = {
    ...dev,
    environment: 'prod',
    endpointZones: 2,

    databaseMinCapacity: 1,
    databaseMaxCapacity: 16,
    databaseReaders: 1,
    databaseBackupDays: 35,

    replicationInstanceClass: 'dms.c6i.large',
    replicationStorageGb: 100,
    replicationMinUnits: 2,
    replicationMaxUnits: 8,
    replicationMultiAz: true,

    // Two of them work: an hour of a large shop takes two processors two minutes, and a run goes on where one of them is lost.
    factsWorkers: 3,
    dimensionsWorkers: 4,
    otherWorkers: 8,
    jobRetries: 2,

    queryGb: 100,
    resultDays: 30,

    requireAlarmEmail: true,
    freshnessMinutes: 120,
    replicationLagMinutes: 15,
    quarantineShare: 0.01,
    logHeldBackGb: 10,
    logDays: 365,

    objectDays: 30,
};

export const environments = { dev, prod } as const;
