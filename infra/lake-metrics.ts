/** Namespace of all that the lake measures of itself. */
export const NAMESPACE = 'ShopLake';

/** The one dimension of these metrics: name and environment, such as `shop-lake-dev`. */
export const LAKE_DIMENSION = 'Lake';

/** The names of the metrics in {@link NAMESPACE}: functions put them, alarms and the dashboard show them. */
export const METRICS = {
    /** Put by measure-lake. Minutes since the start of the newest run of the phase facts that succeeded: all that raw had then is in the model. */
    minutesBehind: 'MinutesBehind',
    /** Put by measure-lake. Minutes since the newest change that the model holds; a shop sleeps at night, so that it is no measure of freshness. */
    minutesSinceNewestChange: 'MinutesSinceNewestChange',
    /** Put by measure-lake. Phases whose newest finished run did not succeed. */
    failedPhases: 'FailedPhases',
    /** Put by measure-lake. Biggest share that any table's last run with records set aside. */
    quarantineShare: 'QuarantineShare',
    /** Put by measure-lake. Records of accounts that do not close, and those that a failed run could not account for. */
    lostRecords: 'LostRecords',
    /** Put by measure-lake. 1 if the newest finished verification found a difference. */
    verifyUnequal: 'VerifyUnequal',
    /** Put by measure-lake, once a day and when asked. Views that do not answer. */
    viewsFailing: 'ViewsFailing',
    /** Put by the function of replication. Tables that are not replicated; all of them when the task does not run. */
    tablesNotReplicated: 'TablesNotReplicated',
    /** Put by the function of replication. Loads whose marker could not be written. */
    loadMarkersRefused: 'LoadMarkersRefused',
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];
