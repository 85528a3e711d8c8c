import { Duration, Validations } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { LAKE_DIMENSION, NAMESPACE } from '../lake-metrics.js';
import { lakeName } from '../settings.js';
import type { LakeStack } from '../stacks/lake-stack.js';
import type { QueryStack } from '../stacks/query-stack.js';
import { ShopStack } from '../stacks/shop-stack.js';
import { NodeFunction } from './node-function.js';

export interface LakeMeasurementsProps {
    readonly lake: LakeStack;
    readonly query: QueryStack;
    /** The Glue job. */
    readonly jobName: string;
}

/** What the lake measures of itself, every quarter of an hour and when a run of its job ends. */
export class LakeMeasurements extends Construct {
    readonly function: NodeFunction;
    /** Of the metrics that are put. */
    readonly dimensions: Readonly<Record<string, string>>;

    constructor(scope: Construct, id: string, { lake, query, jobName }: LakeMeasurementsProps) {
        super(scope, id);
        const { settings } = ShopStack.of(this) as ShopStack;
        const name = lakeName(settings);
        this.dimensions = { [LAKE_DIMENSION]: name };
        this.function = new NodeFunction(this, 'Measure', {
            name: 'measure-lake',
            description: 'Measures how far the lake is behind, what it set aside and what failed; with {"check":"views"} it asks each view.',
            environment: { JOB_NAME: jobName, WORK_GROUP: query.workGroupName, DATABASE: query.database, LAKE: name },
            timeout: Duration.minutes(5),
        });
        this.allow(lake, query, jobName);
        this.start(jobName);
    }

    private allow(lake: LakeStack, query: QueryStack, jobName: string): void {
        const stack = ShopStack.of(this);
        this.function.allow('RunsOfTheJob', ['glue:GetJobRuns'], [stack.formatArn({ service: 'glue', resource: 'job', resourceName: jobName })]);
        this.function.allow('Metrics', ['cloudwatch:PutMetricData'], ['*'], { StringEquals: { 'cloudwatch:namespace': NAMESPACE } });
        query.grantAsk(this.function.role);
        lake.grantRead(this.function.role);
        Validations.of(this.function.role).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'Metrics have no resource: the condition limits them to the namespace of the lake.' });
    }

    private start(jobName: string): void {
        const measure = new LambdaFunction(this.function.function, { retryAttempts: 2 });
        const stack = ShopStack.of(this) as ShopStack;
        new Rule(this, 'EveryQuarterOfAnHour', { ruleName: stack.nameOf('measure'), description: 'Measures the lake.', schedule: Schedule.rate(Duration.minutes(15)), targets: [measure] });
        new Rule(this, 'RunEnded', {
            ruleName: stack.nameOf('measure-after-run'),
            description: 'Measures the lake when a run of its job ended.',
            eventPattern: { source: ['aws.glue'], detailType: ['Glue Job State Change'], detail: { jobName: [jobName] } },
            targets: [measure],
        });
        new Rule(this, 'ViewsDaily', {
            ruleName: stack.nameOf('check-views'),
            description: 'Asks each view whether it answers.',
            schedule: Schedule.cron({ hour: '6', minute: '10' }),
            targets: [new LambdaFunction(this.function.function, { event: RuleTargetInput.fromObject({ check: 'views' }), retryAttempts: 2 })],
        });
    }
}
