import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, MathExpression, Metric, PeriodOverride, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type MetricName, METRICS, NAMESPACE } from '../lake-metrics.js';
import { ShopStack } from '../stacks/shop-stack.js';
import { headingAnchor, RUNBOOK } from './heading-anchor.js';
import type { LakeAlarm } from './lake-alarm.js';
import type { LakeAlarms } from './lake-alarms.js';

export interface LakeDashboardProps {
    readonly alarms: LakeAlarms;
    readonly clusterIdentifier: string;
    readonly taskDimensions: Readonly<Record<string, string>>;
    readonly lakeDimensions: Readonly<Record<string, string>>;
    readonly workGroupName: string;
}

/** A graph beside those of alarms. */
interface Picture {
    readonly title: string;
    readonly metrics: readonly IMetric[];
}

/** CloudWatch has 24 columns. */
const COLUMNS = 24;
const GRAPHS_OF_A_ROW = 3;

/** The way of an event, from the database to queries: what is measured there, and from where on somebody is told. */
export class LakeDashboard extends Construct {
    readonly dashboard: Dashboard;

    constructor(scope: Construct, id: string, { alarms, clusterIdentifier, taskDimensions, lakeDimensions, workGroupName }: LakeDashboardProps) {
        super(scope, id);
        const database = (metricName: string, statistic = 'Average') => new Metric({ namespace: 'AWS/RDS', metricName, statistic, dimensionsMap: { DBClusterIdentifier: clusterIdentifier, Role: 'WRITER' } });
        const task = (metricName: string) => new Metric({ namespace: 'AWS/DMS', metricName, dimensionsMap: { ...taskDimensions }, statistic: 'Average' });
        const lake = (metricName: MetricName) => new Metric({ namespace: NAMESPACE, metricName, dimensionsMap: { ...lakeDimensions }, statistic: 'Maximum', period: Duration.minutes(15) });
        const queries = (metricName: string, label: string) => new MathExpression({ expression: `SUM(SEARCH('{AWS/Athena,QueryState,QueryType,WorkGroup} WorkGroup="${workGroupName}" MetricName="${metricName}"', 'Sum'))`, usingMetrics: {}, label, period: Duration.hours(1) });

        this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: (ShopStack.of(this) as ShopStack).nameOf('lake'), defaultInterval: Duration.days(1), periodOverride: PeriodOverride.INHERIT });
        this.row('1. Source', alarms.source, [
            { title: 'Load of the database', metrics: [database('ServerlessDatabaseCapacity'), database('DatabaseConnections')] },
            { title: 'Log on its disk', metrics: [database('TransactionLogsDiskUsage', 'Maximum')] },
        ]);
        this.row('2. Replication', alarms.replication, [{ title: 'Changes that wait', metrics: [task('CDCIncomingChanges'), task('CDCChangesDiskTarget')] }]);
        this.row('3. Raw', alarms.raw, [{ title: 'Rows a second', metrics: [task('CDCThroughputRowsSource'), task('CDCThroughputRowsTarget'), task('FullLoadThroughputRowsTarget')] }]);
        this.row('4. Job', [...alarms.job, ...alarms.functions], []);
        this.row('5. Model', alarms.model, [{ title: 'Newest change in the model', metrics: [lake(METRICS.minutesSinceNewestChange)] }]);
        this.row('6. Queries', alarms.queries, [
            { title: 'Bytes read an hour', metrics: [queries('ProcessedBytes', 'bytes')] },
            { title: 'Time of queries an hour', metrics: [queries('TotalExecutionTime', 'ms')] },
        ]);
    }

    private row(title: string, alarms: readonly LakeAlarm[], pictures: readonly Picture[]): void {
        const links = [...new Set(alarms.map(({ heading }) => heading))].map((heading) => `[${heading}](${RUNBOOK}#${headingAnchor(heading)})`);
        this.dashboard.addWidgets(new TextWidget({ markdown: `# ${title}\n${links.join(' · ')}`, width: COLUMNS, height: 2 }));
        const size = { width: COLUMNS / GRAPHS_OF_A_ROW, height: 6 };
        const graphs = [
            ...alarms.map(({ alarm, metric, name }) => new GraphWidget({ ...size, title: name, left: [metric], leftAnnotations: [alarm.toAnnotation()], leftYAxis: { min: 0 } })),
            ...pictures.map(({ title: name, metrics }) => new GraphWidget({ ...size, title: name, left: [...metrics], leftYAxis: { min: 0 } })),
        ];
        for (let first = 0; first < graphs.length; first += GRAPHS_OF_A_ROW) this.dashboard.addWidgets(...graphs.slice(first, first + GRAPHS_OF_A_ROW));
    }
}
