import { Duration, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Choice, Condition, DefinitionBody, Errors, Fail, IntegrationPattern, JsonPath, LogLevel, StateMachine, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { GlueStartJobRun, WorkerTypeV2 } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';
import { phaseInput, type Phase } from './phases.js';

export interface PhaseMachineProps {
    /** Name of the state machine and of its role. */
    readonly name: string;
    readonly phases: readonly Phase[];
    readonly jobName: string;
    /** Of the logs; CloudWatch has to be allowed to use it. */
    readonly logKey: IKey;
}

/** Runs a phase of the job to its end, with the workers and the time that it may have, and again where it fails. */
export class PhaseMachine extends Construct {
    readonly stateMachine: StateMachine;
    readonly logGroup: LogGroup;

    constructor(scope: Construct, id: string, { name, phases, jobName, logKey }: PhaseMachineProps) {
        super(scope, id);
        const stack = ShopStack.of(this) as ShopStack;
        this.logGroup = new LogGroup(this, 'Logs', {
            // With this prefix CloudWatch needs no statement of its own for each state machine.
            logGroupName: `/aws/vendedlogs/states/${name}`,
            encryptionKey: logKey,
            retention: stack.settings.logDays as RetentionDays,
            removalPolicy: stack.removalPolicy,
        });
        const role = new Role(this, 'Role', { roleName: name, assumedBy: new ServicePrincipal('states.amazonaws.com'), description: 'Of the state machine that runs the phases of the job.' });
        this.stateMachine = new StateMachine(this, 'StateMachine', {
            stateMachineName: name,
            comment: 'Runs the phase of the job that its input names.',
            role,
            definitionBody: DefinitionBody.fromChainable(this.choice(phases, jobName)),
            logs: { destination: this.logGroup, level: LogLevel.ALL, includeExecutionData: true },
            tracingEnabled: true,
        });
        Validations.of(role).acknowledge(
            { id: 'AwsSolutions-IAM5[Resource::*]', reason: 'The actions by which a state machine delivers logs and traces know no resources.' },
        );
    }

    private choice(phases: readonly Phase[], jobName: string): Choice {
        const choice = new Choice(this, 'Phase', { comment: 'Which phase the input names, and whether all that it needs is there.' });
        for (const phase of phases) {
            // Each only where it is there: a comparison of what is not fails the execution in words of its own.
            const isText = (name: string) => [Condition.isPresent(`$.${name}`), Condition.isString(`$.${name}`)];
            const isGiven = [...isText('phase'), Condition.stringEquals('$.phase', phase.name), ...Object.keys(phase.needs).flatMap(isText)];
            choice.when(Condition.and(...isGiven), this.task(phase, jobName));
        }
        const inputs = phases.map((phase) => JSON.stringify(phaseInput(phase))).join(' or ');
        return choice.otherwise(new Fail(this, 'Wrong input', { error: 'WrongInput', cause: `The input names no phase, or not all that the phase needs: give ${inputs}.` }));
    }

    private task({ name, purpose, workers, minutes, needs }: Phase, jobName: string): GlueStartJobRun {
        const { workerType, jobRetries } = (ShopStack.of(this) as ShopStack).settings;
        const given = Object.keys(needs).map((need) => [`--${need}`, JsonPath.stringAt(`$.${need}`)]);
        const task = GlueStartJobRun.jsonPath(this, name, {
            comment: purpose,
            glueJobName: jobName,
            integrationPattern: IntegrationPattern.RUN_JOB,
            // Beside those of the job, which stay.
            arguments: TaskInput.fromObject({ '--phase': name, ...Object.fromEntries(given) }),
            workerConfiguration: { workerTypeV2: WorkerTypeV2.of(workerType), numberOfWorkers: workers },
            // Glue counts it from when the run begins, so that waiting for another costs nothing of it.
            taskTimeout: Timeout.duration(Duration.minutes(minutes)),
        });
        return task.addRetry({ errors: [Errors.TASKS_FAILED], interval: Duration.minutes(1), backoffRate: 2, maxAttempts: jobRetries }) as GlueStartJobRun;
    }
}
