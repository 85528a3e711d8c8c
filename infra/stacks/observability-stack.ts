import type { App } from 'aws-cdk-lib';
import { AlarmTopic } from '../constructs/alarm-topic.js';
import { LakeAlarms } from '../constructs/lake-alarms.js';
import { LakeDashboard } from '../constructs/lake-dashboard.js';
import { LakeMeasurements } from '../constructs/lake-measurements.js';
import type { LakeStack } from './lake-stack.js';
import type { QueryStack } from './query-stack.js';
import type { ReplicationStack } from './replication-stack.js';
import { ShopStack, type ShopStackProps } from './shop-stack.js';
import type { SourceStack } from './source-stack.js';
import type { TransformStack } from './transform-stack.js';

export interface ObservabilityStackProps extends ShopStackProps {
    readonly source: SourceStack;
    readonly lake: LakeStack;
    readonly replication: ReplicationStack;
    readonly transform: TransformStack;
    readonly query: QueryStack;
}

/** What is measured, who is told, and a picture of it. It is made last: every function of the other stacks is watched. */
export class ObservabilityStack extends ShopStack {
    constructor(app: App, { settings, source, lake, replication, transform, query }: ObservabilityStackProps) {
        super(app, 'observability', 'Alarms with their place in docs/runbook.md, who is told, and a dashboard.', settings);
        const { clusterIdentifier } = source.cluster;
        const { taskDimensions } = replication;
        const measurements = new LakeMeasurements(this, 'Measurements', { lake, query, jobName: transform.jobName });
        const { topic } = new AlarmTopic(this, 'Topic', { email: settings.alarmEmail });
        const alarms = new LakeAlarms(this, 'Alarms', { topic, clusterIdentifier, taskDimensions, lakeDimensions: measurements.dimensions });
        new LakeDashboard(this, 'Dashboard', { alarms, clusterIdentifier, taskDimensions, lakeDimensions: measurements.dimensions, workGroupName: query.workGroupName });

        const name = this.nameOf('measure-lake');
        this.output('CheckViews', `aws lambda invoke --function-name ${name} --cli-binary-format raw-in-base64-out --payload '{"check":"views"}' /dev/stdout`, 'Asks each view whether it answers: do so after each deployment.');
        this.output('ListAlarms', `aws cloudwatch describe-alarms --alarm-name-prefix ${this.nameOf('')} --state-value ALARM`, 'Shows which alarms are on; each says where in docs/runbook.md it stands what to do.');
        this.output('OpenDashboard', `https://${this.region}.console.aws.amazon.com/cloudwatch/home?region=${this.region}#dashboards/dashboard/${this.nameOf('lake')}`, 'Shows the way of an event, from the database to queries.');
        if (settings.alarmEmail !== 'none') this.output('ConfirmAlarms', settings.alarmEmail, 'Gets a message that asks whether alarms may be sent to it: nothing is sent before somebody confirms.');
    }
}
