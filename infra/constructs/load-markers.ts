import { ArnFormat, Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { NAMESPACE } from '../lake-metrics.js';
import { lakeName } from '../settings.js';
import type { LakeStack } from '../stacks/lake-stack.js';
import { ShopStack } from '../stacks/shop-stack.js';
import { acknowledge } from './acknowledge.js';
import { NodeFunction } from './node-function.js';

export interface LoadMarkersProps {
    readonly lake: LakeStack;
    /** Name of the task. */
    readonly identifier: string;
}

/**
 * Writes into raw which tables have been loaded whole, which DMS itself says nowhere in the bucket, and counts the tables that
 * are not replicated.
 */
export class LoadMarkers extends Construct {
    constructor(scope: Construct, id: string, { lake, identifier }: LoadMarkersProps) {
        super(scope, id);
        const stack = ShopStack.of(this) as ShopStack;
        const { replicationEngine, generation } = stack.settings;
        const mark = new NodeFunction(this, 'Function', {
            name: 'mark-loads',
            description: 'Writes markers of loads that are complete, and counts tables that are not replicated.',
            timeout: Duration.minutes(15),
            memorySize: 1024,
            environment: { LAKE: lakeName(stack.settings), ENGINE: replicationEngine, IDENTIFIER: identifier, GENERATION: String(generation), RAW: lake.raw.bucketName, RAW_OWNER: stack.account },
        });
        const arn = (resource: string) => stack.formatArn({ service: 'dms', resource, resourceName: identifier, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
        const isProvisioned = replicationEngine === 'provisioned';
        mark.allow('Look', [isProvisioned ? 'dms:DescribeReplicationTasks' : 'dms:DescribeReplications'], ['*']);
        mark.allow('CountRows', [isProvisioned ? 'dms:DescribeTableStatistics' : 'dms:DescribeReplicationTableStatistics'], [arn(isProvisioned ? 'task' : 'replication-config')]);
        mark.allow('Measure', ['cloudwatch:PutMetricData'], ['*'], { StringEquals: { 'cloudwatch:namespace': NAMESPACE } });
        acknowledge(mark.role, 'AwsSolutions-IAM5[Resource::*]', 'DMS describes tasks by filters only, and metrics have no resource; they are bound to the namespace of the lake.');
        lake.grantMark(mark.role);

        const target = new LambdaFunction(mark.function);
        // No event says that one table has been loaded, and one that does come may be lost: the clock is what it goes by, the
        // events of the task only make it quicker.
        new Rule(this, 'EveryFiveMinutes', { description: 'Looks at what replication has loaded.', schedule: Schedule.rate(Duration.minutes(5)), targets: [target] });
        new Rule(this, 'WhenTheTaskChanges', {
            description: 'Looks at once when replication begins, ends or fails.',
            eventPattern: { source: ['aws.dms'], detailType: ['DMS Replication Task State Change', 'DMS Replication State Change'] },
            targets: [target],
        });
    }
}
