import { createHash } from 'node:crypto';
import { ArnFormat, type CfnElement, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct, type IDependable } from 'constructs';
import type { LakeStack } from '../stacks/lake-stack.js';
import { ShopStack } from '../stacks/shop-stack.js';
import { acknowledge } from './acknowledge.js';
import { NodeFunction } from './node-function.js';

export interface ReplicationRunProps {
    readonly lake: LakeStack;
    /** Name of the task. */
    readonly identifier: string;
    /** All that the task is made of: when that changes, it stands still meanwhile. */
    readonly madeOf: readonly unknown[];
    /** What CloudFormation may change only while the task stands still. */
    readonly changing: readonly Construct[];
    /** What has to be there while it runs. */
    readonly needs: readonly IDependable[];
}

/**
 * Lets the task run whenever CloudFormation does not change it. CloudFormation neither starts nor stops one, and may change or
 * delete only one that stands still. So one resource comes before the task and stops it, another comes behind it and starts it.
 *
 * When a deployment fails in between, the task stands still until another changes something of it, or somebody resumes it: one
 * that only takes the change back finds nothing to do.
 */
export class ReplicationRun extends Construct {
    /** What the last deployment left the task as, in words. */
    readonly state: string;

    constructor(scope: Construct, id: string, { lake, identifier, madeOf, changing, needs }: ReplicationRunProps) {
        super(scope, id);
        const stack = ShopStack.of(this) as ShopStack;
        const { replicationEngine: engine, generation } = stack.settings;
        const run = this.function(lake);
        const provider = this.provider(run);
        const properties = { engine, identifier, generation, madeOf: createHash('sha256').update(JSON.stringify(stack.resolve(madeOf))).digest('hex') };
        const resource = (name: string, moment: string) => {
            const one = new CustomResource(this, name, { serviceToken: provider.serviceToken, resourceType: `Custom::Replication${name}`, properties: { moment, ...properties } });
            // Its rights have to be there as long as it is.
            one.node.addDependency(run, provider);
            return one;
        };
        const before = resource('StandsStill', 'before');
        const after = resource('Runs', 'after');
        for (const one of changing) one.node.addDependency(before);
        after.node.addDependency(...changing, ...needs);
        this.state = after.getAttString('State');
    }

    private function(lake: LakeStack): NodeFunction {
        const stack = ShopStack.of(this) as ShopStack;
        const run = new NodeFunction(this, 'Function', {
            name: 'run-replication',
            description: 'Stops replication before CloudFormation changes it, and lets it run again.',
            environment: { RAW: lake.raw.bucketName, RAW_OWNER: stack.account },
        });
        const arn = (resource: string, name: string) => stack.formatArn({ service: 'dms', resource, resourceName: stack.nameOf(name), arnFormat: ArnFormat.COLON_RESOURCE_NAME });
        // Both engines and all generations, since another one begins when the one before has been stopped.
        run.allow('Look', ['dms:DescribeReplicationTasks', 'dms:DescribeReplications', 'dms:DescribeConnections'], ['*']);
        run.allow('RunTask', ['dms:StartReplicationTask', 'dms:StopReplicationTask'], [arn('task', 'v*')]);
        run.allow('RunConfig', ['dms:StartReplication', 'dms:StopReplication'], [arn('replication-config', 'v*')]);
        run.allow('TestConnections', ['dms:TestConnection'], [arn('rep', 'replication'), arn('endpoint', 'source'), arn('endpoint', 'v*')]);
        // Which folders of loads are taken, by names alone.
        run.allow('ListLoads', ['s3:ListBucket'], [lake.raw.bucketArn]);
        acknowledge(run.role, 'AwsSolutions-IAM5[Resource::*]', 'DMS describes tasks and connections by filters only, which have no resource.');
        for (const kind of ['task', 'replication-config', 'endpoint']) {
            acknowledge(
                run.role,
                `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:dms:<AWS::Region>:<AWS::AccountId>:${kind}:${stack.nameOf('v*')}]`,
                'Each generation has a task and an end in raw of its own, and the one before is stopped first.',
            );
        }
        return run;
    }

    private provider(run: NodeFunction): Provider {
        const stack = ShopStack.of(this) as ShopStack;
        const provider = new Provider(this, 'Provider', {
            onEventHandler: run.function,
            // It takes one step whenever it is asked, the first time as later.
            isCompleteHandler: run.function,
            queryInterval: Duration.seconds(15),
            totalTimeout: Duration.hours(1),
            logGroup: new LogGroup(this, 'ProviderLogs', { logGroupName: `/aws/lambda/${stack.nameOf('run-replication-waiting')}`, retention: stack.settings.logDays as RetentionDays, removalPolicy: stack.removalPolicy }),
        });
        this.acknowledgeFramework(provider, run);
        return provider;
    }

    /** The functions and the state machine that wait are the CDK's own, with rights that it gives them. */
    private acknowledgeFramework(provider: Provider, run: NodeFunction): void {
        acknowledge(provider, 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]', 'The framework of the CDK lets its functions write logs so, and nothing else.');
        const functions = [run.function, ...['framework-isComplete', 'framework-onTimeout'].map((name) => provider.node.findChild(name))];
        for (const one of functions) {
            const id = Stack.of(this).getLogicalId(one.node.defaultChild as CfnElement);
            acknowledge(provider, `AwsSolutions-IAM5[Resource::<${id}.Arn>:*]`, 'The framework of the CDK may call each version of this one function.');
        }
        acknowledge(provider, 'AwsSolutions-SF1', 'It asks one function again until that is done; the function logs each of its steps.');
        acknowledge(provider, 'AwsSolutions-SF2', 'It asks one function again until that is done; there is nothing to trace.');
    }
}
