import { Duration, RemovalPolicy, Stack, TimeZone, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleGroup, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { phaseInput, type Phase } from './phases.js';

export interface PhaseScheduleProps {
    /** Name of the group of schedules and of their role. */
    readonly name: string;
    readonly phases: readonly Phase[];
    readonly stateMachine: IStateMachine;
}

/** Starts each phase at its time. A start that could not be made is kept in a queue. */
export class PhaseSchedule extends Construct {
    /** Starts that could not be made. */
    readonly failures: Queue;

    constructor(scope: Construct, id: string, { name, phases, stateMachine }: PhaseScheduleProps) {
        super(scope, id);
        this.failures = new Queue(this, 'Failures', { queueName: `${name}-failures`, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
        Validations.of(this.failures).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is the dead letter queue of the schedules, which cdk-nag looks for at queues and functions only.' });
        const scheduleGroup = new ScheduleGroup(this, 'Group', { scheduleGroupName: name, removalPolicy: RemovalPolicy.DESTROY });
        const role = this.role(name);
        for (const phase of phases) {
            if (phase.begins === undefined) continue;
            const schedule = new Schedule(this, phase.name, {
                scheduleName: phase.name,
                description: phase.purpose,
                scheduleGroup,
                schedule: ScheduleExpression.cron({ ...phase.begins, timeZone: TimeZone.ETC_UTC }),
                timeWindow: TimeWindow.off(),
                target: new StepFunctionsStartExecution(stateMachine, {
                    role,
                    input: ScheduleTargetInput.fromObject(phaseInput(phase)),
                    deadLetterQueue: this.failures,
                    // Later the next hour has its own.
                    maxEventAge: Duration.minutes(30),
                    retryAttempts: 10,
                }),
            });
            // They name their group, and CloudFormation sees no order in a name.
            schedule.node.addDependency(scheduleGroup);
        }
    }

    /** For schedules of the group only: https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html */
    private role(name: string): Role {
        const stack = Stack.of(this);
        const group = stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: name });
        return new Role(this, 'Role', {
            roleName: name,
            assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } } }),
            description: 'Of the schedules that start the phases of the job.',
        });
    }
}
