import { flag, type Kind, matching, numberFrom, numberOf, oneOf, privateNetwork } from './kinds.js';

/** What may be chosen of a deployment: `-c <setting>=<value>` behind `cdk`, else as the environment has it. */
export const SETTINGS = {
    name: setting('First part of the names of everything that is deployed.', matching('lower-case letters, digits and single dashes, beginning with a letter', /^[a-z](-?[a-z0-9])*$/)),
    vpcCidr: setting('Addresses of the private network.', privateNetwork),
    endpointZones: setting('In how many of the two zones the interface endpoints stand; each costs by the hour and zone.', numberFrom(1, 2)),

    databaseMinCapacity: setting('Least capacity of the database in Aurora capacity units of 2 GB of memory.', numberFrom(0.5, 256, 0.5)),
    databaseMaxCapacity: setting('Most capacity of the database in Aurora capacity units.', numberFrom(1, 256, 0.5)),
    databaseReaders: setting('Further instances of the database in other zones, one of which takes over when the writer fails.', numberFrom(0, 15)),
    databaseBackupDays: setting('Days to each moment of which the database can be set back.', numberFrom(1, 35)),
    passwordDays: setting('Days after which the password of the user of replication is changed.', numberFrom(1, 365)),

    replicationEngine: setting('Whether AWS DMS is an instance of one size or scales by itself.', oneOf('provisioned', 'serverless')),
    generation: setting('Number of the load: another one is a new task, which loads every table anew into the folder v<generation> of raw.', numberFrom(1, 999_999_999)),
    createDmsRoles: setting('Whether the two roles that DMS needs once an account (dms-vpc-role, dms-cloudwatch-logs-role) are made; false where the account has them.', flag),
    replicationInstanceClass: setting('Size of the DMS instance, if provisioned.', matching('a class of DMS such as dms.t3.medium', /^dms\.[a-z]\d[a-z]*\.(micro|small|medium|large|\d*xlarge)$/)),
    replicationStorageGb: setting('Disk of the DMS instance for changes that wait, if provisioned.', numberFrom(5, 6144)),
    replicationMinUnits: setting('Least capacity of DMS in its units of 2 GB of memory, if serverless.', numberOf(1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 384)),
    replicationMaxUnits: setting('Most capacity of DMS in its units, if serverless.', numberOf(1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 384)),
    replicationMultiAz: setting('Whether DMS has a stand-by in another zone.', flag),
    replicationIntervalSeconds: setting('Longest time that a change waits for its file in raw.', numberFrom(10, 3600)),

    workerType: setting('Size of a worker of the job: G.1X has 4 processors and 16 GB, R.1X twice the memory.', oneOf('G.1X', 'G.2X', 'G.4X', 'G.8X', 'R.1X', 'R.2X', 'R.4X', 'R.8X')),
    factsWorkers: setting('Most workers of the hourly phase.', numberFrom(2, 299)),
    dimensionsWorkers: setting('Most workers of the daily phase.', numberFrom(2, 299)),
    otherWorkers: setting('Most workers of the weekly phases, of imports and of backfills.', numberFrom(2, 299)),
    factsMinutes: setting('Minutes after which the hourly phase is ended; the next start takes up what it did.', numberFrom(5, 1440)),
    otherMinutes: setting('Minutes after which another phase is ended.', numberFrom(5, 1440)),
    jobRetries: setting('How often a phase that failed is started again at once.', numberFrom(0, 5)),

    queryGb: setting('Most gigabytes that one query of an analyst may read.', numberFrom(1, 10_000)),
    resultDays: setting('Days after which results of queries are removed.', numberFrom(1, 365)),

    alarmEmail: setting('Who gets the alarms; none: they are only shown.', matching('an e-mail address or none', /^(none|[^\s@]+@[^\s@]+\.[^\s@]+)$/)),
    requireAlarmEmail: setting('Whether a deployment without somebody who gets the alarms is refused.', flag),
    freshnessMinutes: setting('Objective: how long ago the run may have begun that brought the model up to raw.', numberFrom(15, 2880)),
    replicationLagMinutes: setting('How far replication may be behind the database.', numberFrom(1, 1440)),
    quarantineShare: setting('Which share of the records of a table the last run may have set aside.', numberFrom(0, 1, 0.001)),
    logHeldBackGb: setting('How much log the database may hold back for replication.', numberFrom(1, 10_000)),
    logDays: setting('Days that the logs of programs are kept.', numberOf(7, 14, 30, 60, 90, 180, 365, 731, 1827, 3653)),

    objectDays: setting('Days that overwritten and deleted objects of the lake can be had back.', numberFrom(1, 365)),
    destroyData: setting('Whether database, buckets and keys go with their stack; it needs confirmDestroyData besides.', flag),
} as const satisfies Record<string, Setting<unknown>>;

export interface Setting<T> extends Kind<T> {
    /** One sentence for docs/settings.md. */
    readonly meaning: string;
}

/** The choices of one deployment. */
export type Settings = { readonly [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never } & {
    /** Which of the environments it is. */
    readonly environment: string;
};

/** What a deployment is called: what its names begin with, and its dimension in metrics. */
export const lakeName = ({ name, environment }: Pick<Settings, 'name' | 'environment'>): string => `${name}-${environment}`;

function setting<T>(meaning: string, kind: Kind<T>): Setting<T> {
    return { ...kind, meaning };
}
