/** How a price was learnt. */
export type Sureness =
    /** Read in a source of AWS's own, or in a copy of it that names it. */
    | 'read'
    /** Said by third parties, who agree. */
    | 'told'
    /** Generally known, and not read again. */
    | 'assumed';

/** What AWS takes for one unit. */
export interface Price {
    readonly usd: number;
    /** Of what it is the price. */
    readonly unit: string;
    readonly sure: Sureness;
    /** Where it stands, to be looked at before it is relied upon. */
    readonly source: string;
}

/** When the prices were put together: they change, and differ between regions. */
export const PRICES_OF = { date: '2026-11-28', region: 'us-east-1' } as const;

const page = (service: string): string => `https://aws.amazon.com/${service}/pricing/`;

/** On-demand prices in USD, without free tiers of the first year, discounts or taxes. */
export const PRICES = {
    auroraCapacity: { usd: 0.12, unit: 'ACU-hour', sure: 'told', source: page('rds/aurora') },
    auroraStorage: { usd: 0.1, unit: 'GB-month', sure: 'told', source: page('rds/aurora') },
    auroraRequests: { usd: 0.2, unit: 'million requests', sure: 'told', source: page('rds/aurora') },
    auroraBackup: { usd: 0.021, unit: 'GB-month', sure: 'assumed', source: page('rds/aurora') },

    dmsStorage: { usd: 0.115, unit: 'GB-month', sure: 'told', source: page('dms') },
    // Of 2 GB of memory. One table has 0.1133 for Mumbai, where instances cost half as much again.
    dmsUnits: { usd: 0.087, unit: 'DCU-hour', sure: 'assumed', source: page('dms') },

    endpointHours: { usd: 0.01, unit: 'hour and zone', sure: 'told', source: page('privatelink') },
    endpointData: { usd: 0.01, unit: 'GB', sure: 'read', source: page('privatelink') },
    betweenZones: { usd: 0.02, unit: 'GB, both ways', sure: 'assumed', source: page('ec2/on-demand') },

    // 30 % less than 5.1, whose 0.44 was read: announced with 6.0, without a region.
    glueUnits: { usd: 0.308, unit: 'DPU-hour', sure: 'assumed', source: page('glue') },
    glueMemoryUnits: { usd: 0.364, unit: 'M-DPU-hour', sure: 'assumed', source: page('glue') },
    catalogueRequests: { usd: 1, unit: 'million requests beyond one', sure: 'told', source: page('glue') },

    storage: { usd: 0.023, unit: 'GB-month', sure: 'told', source: page('s3') },
    writes: { usd: 5, unit: 'million PUT and LIST', sure: 'told', source: page('s3') },
    reads: { usd: 0.4, unit: 'million GET', sure: 'told', source: page('s3') },

    keys: { usd: 1, unit: 'key', sure: 'told', source: page('kms') },
    keyRequests: { usd: 3, unit: 'million requests', sure: 'told', source: page('kms') },
    secrets: { usd: 0.4, unit: 'secret', sure: 'read', source: page('secrets-manager') },

    scanned: { usd: 5, unit: 'TB', sure: 'told', source: page('athena') },

    alarms: { usd: 0.1, unit: 'metric of an alarm', sure: 'assumed', source: page('cloudwatch') },
    dashboards: { usd: 3, unit: 'dashboard', sure: 'assumed', source: page('cloudwatch') },
    metrics: { usd: 0.3, unit: 'metric', sure: 'told', source: page('cloudwatch') },
    logs: { usd: 0.5, unit: 'GB written', sure: 'told', source: page('cloudwatch') },
    logStorage: { usd: 0.03, unit: 'GB-month', sure: 'told', source: page('cloudwatch') },

    transitions: { usd: 25, unit: 'million transitions', sure: 'assumed', source: page('step-functions') },
    functionSeconds: { usd: 0.0000133334, unit: 'GB-second', sure: 'assumed', source: page('lambda') },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;

/** Of an instance of DMS by the hour; a class that is not here cannot be priced. Told by one table of third parties. */
export const DMS_HOURLY: Readonly<Record<string, number>> = {
    'dms.t3.micro': 0.018,
    'dms.t3.small': 0.036,
    'dms.t3.medium': 0.072,
    'dms.t3.large': 0.144,
    'dms.c5.large': 0.154,
    'dms.c5.xlarge': 0.308,
    'dms.c5.2xlarge': 0.616,
    'dms.c5.4xlarge': 1.232,
    'dms.c6i.large': 0.17,
    'dms.c6i.xlarge': 0.34,
    'dms.c6i.2xlarge': 0.68,
    'dms.c6i.4xlarge': 1.36,
    'dms.r5.large': 0.192,
    'dms.r5.xlarge': 0.384,
    'dms.r6i.large': 0.252,
    'dms.r6i.xlarge': 0.504,
};
