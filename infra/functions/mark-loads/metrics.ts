import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { METRICS_NAMESPACE } from '../../metrics-namespace.js';
import type { Decision } from './markers-to-write.js';

/** Counts what a call found, 0 too, so that no data means that nobody looked. */
export async function measure(lake: string, { notReplicated, refused }: Decision, cloudwatch = new CloudWatch({})): Promise<void> {
    const metric = (MetricName: string, Value: number) => ({ MetricName, Value, Unit: 'Count' as const, Dimensions: [{ Name: 'Lake', Value: lake }] });
    await cloudwatch.putMetricData({ Namespace: METRICS_NAMESPACE, MetricData: [metric('TablesNotReplicated', notReplicated.size), metric('LoadMarkersRefused', refused.size)] });
}
