import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { LAKE_DIMENSION, type MetricName, METRICS, NAMESPACE } from '../../lake-metrics.js';
import type { Decision } from './markers-to-write.js';

/** Counts what a call found, 0 too, so that no data means that nobody looked. */
export async function measure(lake: string, { notReplicated, refused }: Decision, cloudwatch = new CloudWatch({})): Promise<void> {
    const metric = (MetricName: MetricName, Value: number) => ({ MetricName, Value, Unit: 'Count' as const, Dimensions: [{ Name: LAKE_DIMENSION, Value: lake }] });
    await cloudwatch.putMetricData({ Namespace: NAMESPACE, MetricData: [metric(METRICS.tablesNotReplicated, notReplicated.size), metric(METRICS.loadMarkersRefused, refused.size)] });
}
