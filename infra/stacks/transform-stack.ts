import { type App, Validations } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { LakeJob } from '../constructs/lake-job.js';
import { PhaseMachine } from '../constructs/phase-machine.js';
import { PhaseSchedule } from '../constructs/phase-schedule.js';
import { phaseInput, phases, type Phase } from '../constructs/phases.js';
import type { LakeStack } from './lake-stack.js';
import { ShopStack, type ShopStackProps } from './shop-stack.js';

export interface TransformStackProps extends ShopStackProps {
    readonly lake: LakeStack;
}

/** Under which the job knows Glue's catalogue. */
const CATALOGUE = 'glue_catalog';

/** Folder of raw for files that are to be imported: no phase looks into it by itself. */
const FILES = '_files';

/** The job that takes raw through clean to model, and when each of its phases begins. */
export class TransformStack extends ShopStack {
    /** Name of the one Glue job. */
    readonly jobName: string;
    readonly phases: readonly Phase[];
    /** Runs a phase to its end. */
    readonly phaseMachine: IStateMachine;
    /** What the phases say, a line of JSON each. */
    readonly jobLogs: ILogGroup;
    /** Scheduled starts that could not be made. */
    readonly missedStarts: IQueue;

    constructor(app: App, { settings, lake }: TransformStackProps) {
        super(app, 'transform', 'The job from raw through clean to model: one AWS Glue job with phases, and when each begins.', settings);
        this.jobName = this.nameOf('job');
        this.phases = phases(settings);
        const logKey = this.logKey();
        const hashKey = this.hashKey(lake);
        const { job, role, output } = new LakeJob(this, 'Job', {
            name: this.jobName,
            catalogue: CATALOGUE,
            raw: lake.raw.s3UrlForObject(),
            warehouse: lake.clean.s3UrlForObject(),
            hashKey,
            dataKey: lake.personalKey,
            logKey,
        });
        lake.grantTransform(role);
        this.jobLogs = output;
        const { stateMachine } = new PhaseMachine(this, 'Phase', { name: this.nameOf('phase'), phases: this.phases, jobName: job.jobName, logKey });
        this.phaseMachine = stateMachine;
        this.missedStarts = new PhaseSchedule(this, 'Schedule', { name: this.nameOf('schedule'), phases: this.phases, stateMachine }).failures;

        this.sayHowToStart(lake);
        this.output('FollowJob', `aws logs tail ${output.logGroupName} --follow`, 'Shows what the phases say while they run.');
        this.output('HashKeySecret', hashKey.secretArn, 'Has the key of the hashes of e-mail addresses: it stays when the stack goes, and another one would change every hash.');
    }

    private sayHowToStart(lake: LakeStack): void {
        const start = (name: string, given?: Readonly<Record<string, string>>) => {
            const phase = this.phases.find((one) => one.name === name)!;
            return `aws stepfunctions start-execution --state-machine-arn ${this.phaseMachine.stateMachineArn} --input '${JSON.stringify(phaseInput(phase, given))}'`;
        };
        const file = `${lake.raw.s3UrlForObject()}/${FILES}/2019-Oct.csv.gz`;
        this.output('StartFacts', start('facts'), 'Takes what is new in raw to model now, and not at the next hour; the other phases are started in the same way.');
        this.output('ImportFile', `aws s3 cp 2019-Oct.csv.gz ${file} && ${start('import', { file })}`, 'Imports a file of events in the Kaggle format; the next hourly phase takes up its records.');
        this.output('BackfillDays', start('backfill'), 'Builds the facts of these days anew from clean, the first and the last included.');
    }

    /** Of logs, which CloudWatch encrypts for the groups of this deployment only. */
    private logKey(): Key {
        const key = new Key(this, 'LogKey', { alias: this.nameOf('transform-logs'), description: 'Of the logs of the job and of its state machine.', enableKeyRotation: true, removalPolicy: this.removalPolicy });
        key.grantEncryptDecrypt(
            new ServicePrincipal(`logs.${this.region}.amazonaws.com`, {
                conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': ['/aws-glue/jobs/', '/aws/vendedlogs/states/'].map((prefix) => `arn:${this.partition}:logs:${this.region}:${this.account}:log-group:${prefix}${this.nameOf('*')}`) } },
            }),
        );
        return key;
    }

    private hashKey(lake: LakeStack): Secret {
        const secret = new Secret(this, 'HashKey', {
            description: `Key of the hashes of e-mail addresses in ${this.nameOf('lake')}: another one changes every hash.`,
            encryptionKey: lake.personalKey,
            generateSecretString: { passwordLength: 64, excludePunctuation: true },
            removalPolicy: this.removalPolicy,
        });
        Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason: 'With another key all hashes change, so that nobody would be known again by his own.' });
        return secret;
    }
}
