import { join } from 'node:path';
import { ArnFormat, Duration, IgnoreMode, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CloudWatchEncryption, Code, GlueVersion, JobBookmarksEncryption, PySparkEtlJob, S3Encryption, SecurityConfiguration, type WorkerType } from 'aws-cdk-lib/aws-glue';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';
import { sparkConf } from './spark-conf.js';

export interface LakeJobProps {
    /** Name of the job, of its role and of its security configuration. */
    readonly name: string;
    /** Under which Spark knows Glue's catalogue. */
    readonly catalogue: string;
    /** `s3://…` of what replication writes. */
    readonly raw: string;
    /** `s3://…` where tables go whose database names no place. */
    readonly warehouse: string;
    /** Its text is the key of hashes. */
    readonly hashKey: ISecret;
    /** Of what Spark itself writes to S3, which has personal data, and of the secret. */
    readonly dataKey: IKey;
    /** Of the logs; CloudWatch has to be allowed to use it. */
    readonly logKey: IKey;
}

const JOBS = join(import.meta.dirname, '..', '..', 'jobs');

/** The one Glue job, whose `--phase` says what it does this time. It has a role of its own, which may only write its logs until it is granted more. */
export class LakeJob extends Construct {
    readonly job: PySparkEtlJob;
    readonly role: Role;
    /** What the phases say, line by line in JSON, and why one failed. */
    readonly output: LogGroup;
    /** What Spark says of itself. */
    readonly errors: LogGroup;

    constructor(scope: Construct, id: string, { name, catalogue, raw, warehouse, hashKey, dataKey, logKey }: LakeJobProps) {
        super(scope, id);
        const { settings } = ShopStack.of(this) as ShopStack;
        this.role = new Role(this, 'Role', { roleName: name, assumedBy: new ServicePrincipal('glue.amazonaws.com'), description: 'Of the job that takes raw through clean to model.' });
        const securityConfiguration = new SecurityConfiguration(this, 'Security', {
            securityConfigurationName: name,
            // It has no data, and its name is needed again.
            removalPolicy: RemovalPolicy.DESTROY,
            s3Encryption: S3Encryption.kms(dataKey),
            cloudWatchEncryption: CloudWatchEncryption.kms(logKey),
            // The job has no bookmarks: its ledger is a table.
            jobBookmarksEncryption: JobBookmarksEncryption.clientSideKms(logKey),
        });
        // Glue puts its configuration and its role between prefix and end where it encrypts: `<prefix>/<configuration>-role/<role>/output`.
        const prefix = `/aws-glue/jobs/${name}`;
        const groups = [`${prefix}/${name}-role/${name}/output`, `${prefix}/${name}-role/${name}/error`] as const;
        this.output = this.logGroup('Output', groups[0], logKey);
        this.errors = this.logGroup('Errors', groups[1], logKey);

        const script = new Asset(this, 'Script', { path: join(JOBS, 'glue-scripts', 'lake.py') });
        const modules = [this.modules('Scripts', 'glue-scripts', ['lake.py']), this.modules('Spark', 'spark')];
        this.allowToLog(groups);
        this.allowToRun([script, ...modules], { hashKey, dataKey });
        const [scriptCode, ...moduleCodes] = [script, ...modules].map(({ bucket, s3ObjectKey }) => Code.fromBucket(bucket, s3ObjectKey));
        this.job = new PySparkEtlJob(this, 'Job', {
            jobName: name,
            description: 'Takes raw through clean to model; --phase says which part of it.',
            glueVersion: GlueVersion.V6_0,
            // As it is: the job would add what reads more of the bucket of assets than its files.
            role: this.role.withoutPolicyUpdates(),
            script: scriptCode!,
            extraPythonFiles: moduleCodes,
            // Of a start by hand; the state machine has those of the phase.
            workerConfiguration: { workerType: settings.workerType as WorkerType, numberOfWorkers: settings.otherWorkers },
            timeout: Duration.minutes(settings.otherMinutes),
            // A start while another goes on waits.
            maxConcurrentRuns: 1,
            jobRunQueuingEnabled: true,
            maxRetries: 0,
            securityConfiguration,
            continuousLogging: { enabled: true },
            enableMetrics: true,
            // They need a context of Glue, which plain Spark does not have.
            enableObservabilityMetrics: false,
            defaultArguments: {
                '--datalake-formats': 'iceberg',
                '--conf': sparkConf({ catalogue, warehouse }),
                '--enable-auto-scaling': 'true',
                '--custom-logGroup-prefix': prefix,
                '--catalog': catalogue,
                '--raw': raw,
                '--hash_key_secret': hashKey.secretArn,
            },
        });
        this.job.node.addDependency(this.output, this.errors);
    }

    /** A folder of Python as a zip, whose modules lie at its root. */
    private modules(id: string, folder: string, without: readonly string[] = []): Asset {
        return new Asset(this, id, { path: join(JOBS, folder), exclude: ['*', '!*.py', ...without], ignoreMode: IgnoreMode.GIT });
    }

    private logGroup(id: string, logGroupName: string, encryptionKey: IKey): LogGroup {
        const stack = ShopStack.of(this) as ShopStack;
        return new LogGroup(this, `${id}Logs`, { logGroupName, encryptionKey, retention: stack.settings.logDays as RetentionDays, removalPolicy: stack.removalPolicy });
    }

    private allow(sid: string, actions: string[], resources: string[], conditions?: Record<string, unknown>): void {
        this.role.addToPolicy(new PolicyStatement({ sid, actions, resources, conditions }));
    }

    private allowToRun(assets: readonly Asset[], { hashKey, dataKey }: Pick<LakeJobProps, 'hashKey' | 'dataKey'>): void {
        this.allow('OwnScripts', ['s3:GetObject'], assets.map(({ bucket, s3ObjectKey }) => bucket.arnForObjects(s3ObjectKey)));
        this.allow('Metrics', ['cloudwatch:PutMetricData'], ['*'], { StringEquals: { 'cloudwatch:namespace': 'Glue' } });
        this.allow('HashKey', ['secretsmanager:GetSecretValue'], [hashKey.secretArn]);
        // Not by grantRead, which would change the key's own policy in the stack of the key.
        this.allow('KeyOfHashKey', ['kms:Decrypt'], [dataKey.keyArn], { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(this).region}.amazonaws.com` } });
        Validations.of(this.role).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'cloudwatch:PutMetricData knows no resources; a condition holds it to the namespace of Glue.' });
    }

    /** Glue asks for its groups at each start, and binds them to the key of the security configuration. */
    private allowToLog(groups: readonly string[]): void {
        const arns = groups.map((group) => Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', resourceName: group, arnFormat: ArnFormat.COLON_RESOURCE_NAME }));
        this.allow('OwnLogs', ['logs:AssociateKmsKey', 'logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], arns.flatMap((arn) => [arn, `${arn}:*`]));
        const printed = groups.map((group) => `arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:${group}:*`);
        Validations.of(this.role).acknowledge(...printed.map((arn) => ({ id: `AwsSolutions-IAM5[Resource::${arn}]`, reason: 'The streams of its own groups, which Glue names by the runs.' })));
    }
}
