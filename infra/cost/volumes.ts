/** What goes through a lake in a month, and what is asked of it. */
export interface Volume {
    /** Name of its column. */
    readonly title: string;
    /** New events of the shop. */
    readonly events: number;
    /** Months of events that database and lake hold when the month is priced. */
    readonly months: number;
    /** Questions of analysts and of imports of reports. */
    readonly questions: number;
}

/** A large shop's month, of which a file with 66,589,268 rows was measured, and a hundred of them. */
export const VOLUMES = {
    idle: { title: 'idle', events: 0, months: 0, questions: 0 },
    month: { title: '66.6 M events a month', events: 66_600_000, months: 12, questions: 5_000 },
    hundredfold: { title: '6.66 B events a month', events: 6_660_000_000, months: 12, questions: 5_000 },
} as const satisfies Record<string, Volume>;

/** A number that the cost is computed with and that no setting has. */
export interface Assumption {
    readonly value: number;
    readonly meaning: string;
    /** Measured where, or not. */
    readonly basis: string;
}

const MEASURED = 'docs/speed.md, Spark, 2026-11-27: 6,658,927 lines on two processors';
const MEASURED_SINCE = 'docs/speed.md, the phases on Spark, 2026-11-28: 6,658,927 lines on two processors';
const UNMEASURED = 'not measured';

/** Bytes are divided by 1e9 to GB, as prices have it. */
export const ASSUMPTIONS = {
    hours: { value: 730, meaning: 'hours of a month', basis: 'as AWS has it' },
    days: { value: 30.4, meaning: 'days of a month', basis: 'as AWS has it' },

    eventsPerCapacity: { value: 250, meaning: 'new events a second that one Aurora capacity unit takes', basis: UNMEASURED },
    sourceBytes: { value: 200, meaning: "bytes of an event in the shop's database, with its indexes and its part of a session", basis: UNMEASURED },
    sourceRequests: { value: 3, meaning: 'requests to storage that Aurora bills for an event: row, index and log', basis: UNMEASURED },

    replicatedBytes: { value: 300, meaning: 'bytes of an event between database and DMS', basis: UNMEASURED },
    eventsPerUnit: { value: 2_000, meaning: 'events a second that a unit of DMS serverless takes', basis: UNMEASURED },
    endpointGb: { value: 2, meaning: 'GB through the interface endpoints', basis: UNMEASURED },

    rawBytes: { value: 60, meaning: 'bytes of an event in raw, in many files', basis: UNMEASURED },
    cleanBytes: { value: 38.8, meaning: 'bytes of an event in clean', basis: `${MEASURED}: 174 + 80 + 4.2 MB` },
    modelBytes: { value: 34.7, meaning: 'bytes of an event in model', basis: `${MEASURED}: 179 + 46 + 6.1 MB` },
    overwritten: { value: 0.3, meaning: 'share of clean and model that is kept besides, of older snapshots and versions', basis: UNMEASURED },

    factsMinutes: { value: 3.3, meaning: 'minutes of a run of facts before it takes an event: start, plan and checks', basis: `${MEASURED_SINCE}: 2.3 with 93,080 events, and a minute for the workers` },
    dimensionsMinutes: { value: 3.5, meaning: 'minutes of a run of dimensions without events', basis: `${MEASURED_SINCE}: 2.5 with all of its own, and a minute for the workers` },
    otherMinutes: { value: 3.3, meaning: 'minutes of a run of maintenance or verify without events', basis: `${MEASURED_SINCE}: 2.3 of maintenance with all events, and a minute for the workers; verify is not measured` },
    factsSeconds: { value: 136, meaning: 'processor seconds of facts for a million new events', basis: `${MEASURED_SINCE}: 68 from local files, start and plan among them; twice as many from S3` },
    dimensionsSeconds: { value: 10, meaning: 'processor seconds of dimensions for a million events that are held', basis: UNMEASURED },
    maintenanceSeconds: { value: 120, meaning: 'processor seconds of maintenance for a million events of the week', basis: UNMEASURED },
    verifySeconds: { value: 60, meaning: 'processor seconds of verify for a million events that are held', basis: UNMEASURED },

    workerMinutes: { value: 1, meaning: 'minutes until the workers of a run are there', basis: UNMEASURED },
    storageFactor: { value: 2, meaning: 'times as long as from local files it takes to read and write an event in S3', basis: UNMEASURED },

    replicatedTables: { value: 6, meaning: 'tables that DMS writes a file of in each interval', basis: 'tables/source' },
    runWrites: { value: 500, meaning: 'objects that a run writes or lists', basis: UNMEASURED },
    runReads: { value: 5_000, meaning: 'objects, or parts of them, that a run reads', basis: UNMEASURED },
    questionReads: { value: 200, meaning: 'objects, or parts of them, that a question reads', basis: UNMEASURED },
    catalogueRequests: { value: 500, meaning: 'requests to the catalogue of a run', basis: UNMEASURED },

    questionShare: { value: 0.2, meaning: 'share of one month of model that a question reads, the columns that it names', basis: UNMEASURED },
    measurements: { value: 300, meaning: 'questions a day with which the lake is measured, of 10 MB each, the least that is billed', basis: UNMEASURED },
    customMetrics: { value: 20, meaning: "metrics of the lake's own", basis: 'to be counted in the observability stack' },
    runLogs: { value: 0.005, meaning: 'GB of logs of a run', basis: UNMEASURED },
    dayLogs: { value: 0.05, meaning: 'GB of logs of a day of DMS, the network, the database and the functions', basis: UNMEASURED },
    runTransitions: { value: 10, meaning: 'transitions of a state machine for a run', basis: UNMEASURED },
    functionSeconds: { value: 5_000, meaning: 'GB-seconds of the functions', basis: UNMEASURED },
} as const satisfies Record<string, Assumption>;
