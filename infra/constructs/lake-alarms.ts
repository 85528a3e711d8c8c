import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { type CfnStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IConstruct } from 'constructs';
import { type MetricName, METRICS, NAMESPACE } from '../lake-metrics.js';
import { ShopStack } from '../stacks/shop-stack.js';
import { LakeAlarm, type LakeAlarmProps } from './lake-alarm.js';
import { NodeFunction } from './node-function.js';

export interface LakeAlarmsProps {
    readonly topic: ITopic;
    /** Of the database that is replicated. */
    readonly clusterIdentifier: string;
    /** Of the task of replication in AWS/DMS. */
    readonly taskDimensions: Readonly<Record<string, string>>;
    /** Of what the lake measures of itself. */
    readonly lakeDimensions: Readonly<Record<string, string>>;
}

type Kind = Omit<LakeAlarmProps, 'topic'>;

const GB = 1e9;

/** What is watched, in the order in which an event goes through it. Which values are too much stands in the settings. */
export class LakeAlarms extends Construct {
    readonly source: readonly LakeAlarm[];
    readonly replication: readonly LakeAlarm[];
    readonly raw: readonly LakeAlarm[];
    readonly job: readonly LakeAlarm[];
    readonly model: readonly LakeAlarm[];
    readonly queries: readonly LakeAlarm[];
    /** Of the programs beside the job. */
    readonly functions: readonly LakeAlarm[];

    constructor(scope: Construct, id: string, { topic, clusterIdentifier, taskDimensions, lakeDimensions }: LakeAlarmsProps) {
        super(scope, id);
        const { settings } = ShopStack.of(this) as ShopStack;
        const make = (...kinds: readonly Kind[]) => kinds.map((kind) => new LakeAlarm(this, kind.name, { ...kind, topic }));
        // Functions put theirs every fifteen minutes, that of replication every five.
        const lake = (metricName: MetricName, minutes = 15) => new Metric({ namespace: NAMESPACE, metricName, dimensionsMap: { ...lakeDimensions }, statistic: 'Maximum', period: Duration.minutes(minutes) });
        const task = (metricName: string) => new Metric({ namespace: 'AWS/DMS', metricName, dimensionsMap: { ...taskDimensions }, statistic: 'Maximum', period: Duration.minutes(5) });
        const ofReplication = { heading: 'Replication is behind', above: settings.replicationLagMinutes * 60, periods: 3 };

        this.source = make({
            name: 'log-held-back',
            meaning: `The database holds back more than ${settings.logHeldBackGb} GB of its log for replication.`,
            heading: 'The database holds back its log',
            // By role, so that it stays that of the writer when another instance becomes it.
            metric: new Metric({ namespace: 'AWS/RDS', metricName: 'OldestReplicationSlotLag', dimensionsMap: { DBClusterIdentifier: clusterIdentifier, Role: 'WRITER' }, statistic: 'Maximum', period: Duration.minutes(5) }),
            above: settings.logHeldBackGb * GB,
            periods: 3,
            // A database without slots, as before the first start of the task, has no such metric.
            silence: 'fine',
        });
        this.replication = make(
            {
                name: 'tables-not-replicated',
                meaning: 'Tables are not replicated: the task is stopped or failed, or has suspended them.',
                heading: 'Tables are not replicated',
                metric: lake(METRICS.tablesNotReplicated, 5),
                above: 0,
                // A deployment that changes the task stops it for some minutes.
                periods: 4,
                // The function that looks is dead, and nobody would see a task that stopped.
                silence: 'alarm',
            },
            // A task that does not run has no latency, which is told above.
            { ...ofReplication, name: 'replication-behind-source', meaning: `Replication reads changes more than ${settings.replicationLagMinutes} minutes late.`, metric: task('CDCLatencySource'), silence: 'fine' },
            { ...ofReplication, name: 'replication-behind-target', meaning: `Replication writes changes more than ${settings.replicationLagMinutes} minutes late.`, metric: task('CDCLatencyTarget'), silence: 'fine' },
        );
        this.raw = make({
            name: 'load-marker-refused',
            meaning: 'The marker of a complete load could not be written, so that rows which were deleted before the load stay.',
            heading: 'The marker of a load is refused',
            metric: lake(METRICS.loadMarkersRefused, 5),
            above: 0,
            silence: 'as before',
        });
        this.job = make(
            // Each below is on until a later run makes it good; where nothing is measured, the model is behind.
            { name: 'phase-failed', meaning: 'The newest run of a phase of the job failed.', heading: 'A phase of the job failed', metric: lake(METRICS.failedPhases), above: 0, silence: 'as before' },
            ...this.machines().map((metric, index): Kind => ({ name: `phase-given-up${numbered(index)}`, meaning: 'A phase of the job failed as often as it may, and is not started again.', heading: 'A phase of the job failed', metric, above: 0, silence: 'fine' })),
            ...this.queues().map((metric, index): Kind => ({ name: `start-missed${numbered(index)}`, meaning: 'A phase of the job could not be started at its time.', heading: 'A phase was not started', metric, above: 0, silence: 'as before' })),
            { name: 'records-lost', meaning: 'Records of raw cannot be accounted for.', heading: 'Records are lost', metric: lake(METRICS.lostRecords), above: 0, silence: 'as before' },
            { name: 'too-many-quarantined', meaning: `The last run set aside more than ${settings.quarantineShare * 100} % of the records of a table.`, heading: 'Too many records are set aside', metric: lake(METRICS.quarantineShare), above: settings.quarantineShare, silence: 'as before' },
        );
        this.model = make(
            {
                name: 'model-behind',
                meaning: `The model was not brought up to raw within ${settings.freshnessMinutes} minutes, or nothing measures it.`,
                heading: 'The model is behind',
                metric: lake(METRICS.minutesBehind),
                above: settings.freshnessMinutes,
                // Once may be missing where a measurement took longer.
                periods: 2,
                // No run ever succeeded, or the function that measures is dead.
                silence: 'alarm',
            },
            { name: 'verify-unequal', meaning: 'The newest verification found that the lake is not what it has to be.', heading: 'The lake is not equal', metric: lake(METRICS.verifyUnequal), above: 0, silence: 'as before' },
        );
        // Measured once a day.
        this.queries = make({ name: 'views-failing', meaning: 'Views do not answer.', heading: 'Views fail', metric: lake(METRICS.viewsFailing), above: 0, silence: 'as before' });
        // Without a call there is no error.
        this.functions = make(...this.errors().map(({ of, metric }): Kind => ({ name: `function-failed-${of}`, meaning: `The function ${of} failed.`, heading: 'A function failed', metric, above: 0, silence: 'fine' })));
    }

    /** Of every function, wherever it stands. All by name: a reference would keep the stack that has it from changing it. */
    private errors(): readonly { of: string; metric: IMetric }[] {
        return this.everywhere(NodeFunction).map(({ function: { node }, name: of }) => {
            const { functionName } = node.defaultChild as CfnFunction;
            return { of, metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Errors', dimensionsMap: { FunctionName: functionName! }, statistic: 'Sum', period: Duration.minutes(15) }) };
        });
    }

    private machines(): readonly IMetric[] {
        return this.everywhere(StateMachine).map(({ node }) => {
            const { stateMachineName } = node.defaultChild as CfnStateMachine;
            const StateMachineArn = Stack.of(this).formatArn({ service: 'states', resource: 'stateMachine', resourceName: stateMachineName!, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
            return new Metric({ namespace: 'AWS/States', metricName: 'ExecutionsFailed', dimensionsMap: { StateMachineArn }, statistic: 'Sum', period: Duration.minutes(15) });
        });
    }

    /** What waits in them is a start that could not be made. */
    private queues(): readonly IMetric[] {
        return this.everywhere(Queue).map(({ node }) => {
            const { queueName } = node.defaultChild as CfnQueue;
            return new Metric({ namespace: 'AWS/SQS', metricName: 'ApproximateNumberOfMessagesVisible', dimensionsMap: { QueueName: queueName! }, statistic: 'Maximum', period: Duration.minutes(15) });
        });
    }

    private everywhere<T extends Construct>(kind: abstract new (...given: never[]) => T): readonly T[] {
        return this.node.root.node.findAll().filter((one): one is T & IConstruct => one instanceof kind);
    }
}

const numbered = (index: number): string => (index === 0 ? '' : `-${index + 1}`);
