import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtLake } from './built-lake.js';

const JOBS = join(import.meta.dirname, '..', '..', 'jobs');

interface Resource {
    readonly Properties: Readonly<Record<string, unknown>>;
    readonly DeletionPolicy?: string;
    readonly DependsOn?: string | readonly string[];
}

interface Statement {
    readonly Sid?: string;
    readonly Action: string | readonly string[];
    readonly Resource: unknown;
    readonly Condition?: unknown;
}

const EMAIL = { alarmEmail: 'somebody@example.com' };
const dev = builtLake({ environment: 'dev' }).template('transform');
const prod = builtLake({ environment: 'prod', ...EMAIL }).template('transform');

type Template = typeof dev;

const all = (template: Template, type: string): readonly (Resource & { readonly id: string })[] =>
    Object.entries(template.findResources(type)).map(([id, resource]) => ({ id, ...(resource as Resource) }));

const one = (template: Template, type: string): Resource & { readonly id: string } => {
    const found = all(template, type);
    expect(found, type).toHaveLength(1);
    return found[0]!;
};

/** A value as a text, a reference as `${Name}`, of another stack by the name of the output. */
function text(value: unknown): string {
    if (typeof value === 'string') return value;
    const [[name, inner]] = Object.entries(value as Record<string, unknown>) as [[string, unknown]];
    if (name === 'Ref') return `\${${inner as string}}`;
    if (name === 'Fn::GetAtt') return `\${${(inner as string[]).join('.')}}`;
    if (name === 'Fn::Sub') return inner as string;
    if (name === 'Fn::Join') return (inner as [string, unknown[]])[1].map(text).join((inner as [string])[0]);
    if (name === 'Fn::ImportValue') return `\${${(inner as string).split(':')[1]!}}`;
    throw new Error(`The test does not know ${name}.`);
}

/** Statements of the role with this name. */
function statementsOf(template: Template, roleName: string): readonly Statement[] {
    const role = all(template, 'AWS::IAM::Role').find(({ Properties }) => Properties['RoleName'] === roleName)!;
    expect(role.Properties['ManagedPolicyArns'], roleName).toBeUndefined();
    const policies = all(template, 'AWS::IAM::Policy').filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(`"${role.id}"`));
    return policies.flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement);
}

const actions = ({ Action }: Statement): readonly string[] => [Action].flat() as string[];

const job = (template: Template) => one(template, 'AWS::Glue::Job').Properties;

/** Phases as the job's own script has them: the arguments that each needs. */
function phasesOfScript(): Map<string, readonly string[]> {
    const script = readFileSync(join(JOBS, 'glue-scripts', 'lake.py'), 'utf8');
    const lines = [...script.matchAll(/^ {4}"(\w+)": Phase\(\w+\.main(?:, needs=\(([^)]*)\))?\),$/gm)];
    return new Map(lines.map(([, name, needs = '']) => [name!, [...needs.matchAll(/"(\w+)"/g)].map(([, need]) => need!)]));
}

interface Rule {
    readonly And?: readonly Rule[];
    readonly Variable?: string;
    readonly IsPresent?: boolean;
    readonly IsString?: boolean;
    readonly StringEquals?: string;
    readonly Next?: string;
}

interface State {
    readonly Type: string;
    readonly Choices?: readonly Rule[];
    readonly Default?: string;
    readonly Cause?: string;
    readonly Retry?: readonly Readonly<Record<string, unknown>>[];
    readonly Resource?: string;
    readonly Parameters?: { readonly JobName: string; readonly Arguments: Readonly<Record<string, string>>; readonly Timeout: number; readonly WorkerType: string; readonly NumberOfWorkers: number };
}

const machine = (template: Template) =>
    JSON.parse(text(one(template, 'AWS::StepFunctions::StateMachine').Properties['DefinitionString'])) as { StartAt: string; States: Readonly<Record<string, State>> };

/** The state that an input comes to, by the rules of https://states-language.net/#choice-state: what is not there can only be asked for. */
function stateFor(template: Template, input: Readonly<Record<string, unknown>>): State {
    const { StartAt, States } = machine(template);
    const holds = (rule: Rule): boolean => {
        if (rule.And !== undefined) return rule.And.every(holds);
        const name = rule.Variable!.replace(/^\$\./, '');
        if (rule.IsPresent !== undefined) return Object.hasOwn(input, name) === rule.IsPresent;
        if (!Object.hasOwn(input, name)) throw new Error(`The choice asks for ${name}, which is not there.`);
        if (rule.IsString !== undefined) return (typeof input[name] === 'string') === rule.IsString;
        return input[name] === rule.StringEquals;
    };
    const start = States[StartAt]!;
    return States[start.Choices!.find(holds)?.Next ?? start.Default!]!;
}

const GIVEN = { file: 's3://raw/_files/a.csv', from: '2020-01-01', to: '2020-01-31' };
const inputFor = (phase: string) => ({ phase, ...Object.fromEntries(phasesOfScript().get(phase)!.map((need) => [need, GIVEN[need as keyof typeof GIVEN]])) });

describe('the job', () => {
    test('is one of Glue 6.0 that runs once at a time, lets further starts wait, and is never started again by Glue itself', () => {
        expect(job(dev)).toMatchObject({
            Name: 'shop-lake-dev-job',
            GlueVersion: '6.0',
            ExecutionProperty: { MaxConcurrentRuns: 1 },
            JobRunQueuingEnabled: true,
            MaxRetries: 0,
            WorkerType: 'G.1X',
            Timeout: 240,
        });
    });

    test("has Iceberg's catalogue in one chain of settings, under the name that the phases are given", () => {
        const { '--conf': conf, '--catalog': catalogue, '--raw': raw, ...others } = job(dev)['DefaultArguments'] as Record<string, unknown>;
        const settings = Object.fromEntries(text(conf).split(' --conf ').map((setting) => setting.split(/=(.*)/).slice(0, 2)));
        expect(settings).toEqual({
            'spark.sql.extensions': 'org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions',
            'spark.sql.catalog.glue_catalog': 'org.apache.iceberg.spark.SparkCatalog',
            'spark.sql.catalog.glue_catalog.catalog-impl': 'org.apache.iceberg.aws.glue.GlueCatalog',
            'spark.sql.catalog.glue_catalog.io-impl': 'org.apache.iceberg.aws.s3.S3FileIO',
            'spark.sql.catalog.glue_catalog.warehouse': expect.stringMatching(/^s3:\/\/\$\{ExportsOutputRefClean\w+\}$/),
            'spark.sql.session.timeZone': 'UTC',
            'spark.sql.sources.partitionOverwriteMode': 'dynamic',
        });
        expect(catalogue).toBe('glue_catalog');
        expect(text(raw)).toMatch(/^s3:\/\/\$\{ExportsOutputRefRaw\w+\}$/);
        expect(others).toMatchObject({ '--datalake-formats': 'iceberg', '--enable-auto-scaling': 'true' });
        expect(others).not.toHaveProperty('--enable-observability-metrics');
    });

    test('is given the name of the secret that has the key of hashes, and not the key', () => {
        const given = job(dev)['DefaultArguments'] as Record<string, unknown>;
        const secret = one(dev, 'AWS::SecretsManager::Secret');
        expect(given['--hash_key_secret']).toEqual({ Ref: secret.id });
        expect(given).not.toHaveProperty('--hash_key');
        expect(secret.Properties).not.toHaveProperty('SecretString');
        expect(secret.Properties['GenerateSecretString']).toEqual({ PasswordLength: 64, ExcludePunctuation: true });
        expect(secret.Properties).toHaveProperty('KmsKeyId');
    });

    test('keeps the key of hashes when the stack goes, unless all data is to go', () => {
        expect(one(prod, 'AWS::SecretsManager::Secret').DeletionPolicy).toBe('RetainExceptOnCreate');
        const destroyed = builtLake({ environment: 'dev', destroyData: 'true', confirmDestroyData: 'shop-lake-dev' }).template('transform');
        expect(one(destroyed, 'AWS::SecretsManager::Secret').DeletionPolicy).toBe('Delete');
        expect(all(prod, 'AWS::SecretsManager::RotationSchedule')).toEqual([]);
    });

    test('encrypts what it writes and what it says, each with its own key', () => {
        const { S3Encryptions, CloudWatchEncryption, JobBookmarksEncryption } = one(dev, 'AWS::Glue::SecurityConfiguration').Properties['EncryptionConfiguration'] as {
            S3Encryptions: { S3EncryptionMode: string; KmsKeyArn: unknown }[];
            CloudWatchEncryption: { CloudWatchEncryptionMode: string; KmsKeyArn: unknown };
            JobBookmarksEncryption: { JobBookmarksEncryptionMode: string };
        };
        expect(S3Encryptions.map(({ S3EncryptionMode }) => S3EncryptionMode)).toEqual(['SSE-KMS']);
        expect(text(S3Encryptions[0]!.KmsKeyArn)).toMatch(/^\$\{ExportsOutputFnGetAttPersonalKey/);
        expect(CloudWatchEncryption.CloudWatchEncryptionMode).toBe('SSE-KMS');
        expect(CloudWatchEncryption.KmsKeyArn).toEqual({ 'Fn::GetAtt': [one(dev, 'AWS::KMS::Key').id, 'Arn'] });
        expect(JobBookmarksEncryption.JobBookmarksEncryptionMode).toBe('CSE-KMS');
        expect(job(dev)['SecurityConfiguration']).toEqual({ Ref: one(dev, 'AWS::Glue::SecurityConfiguration').id });
    });

    test('may, beside the lake, read its scripts and the secret, and write its logs and its metrics', () => {
        const own = statementsOf(dev, 'shop-lake-dev-job').filter(({ Sid }) => ['OwnScripts', 'OwnLogs', 'Metrics', 'HashKey', 'KeyOfHashKey'].includes(Sid ?? ''));
        expect(Object.fromEntries(own.map((statement) => [statement.Sid, [...actions(statement)].sort()]))).toEqual({
            OwnScripts: ['s3:GetObject'],
            OwnLogs: ['logs:AssociateKmsKey', 'logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
            Metrics: ['cloudwatch:PutMetricData'],
            HashKey: ['secretsmanager:GetSecretValue'],
            KeyOfHashKey: ['kms:Decrypt'],
        });
        const bySid = Object.fromEntries(own.map((statement) => [statement.Sid, statement]));
        expect(bySid['Metrics']!.Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'Glue' } });
        expect(bySid['HashKey']!.Resource).toEqual({ Ref: one(dev, 'AWS::SecretsManager::Secret').id });
        expect([bySid['OwnLogs']!.Resource].flat().map(text).filter((arn) => !arn.includes(':log-group:/aws-glue/jobs/shop-lake-dev-job/'))).toEqual([]);
        // What the lake grants is of S3, of its keys and of the catalogue.
        const others = statementsOf(dev, 'shop-lake-dev-job').filter((statement) => !own.includes(statement)).flatMap(actions);
        expect(others.filter((action) => !/^(s3|kms|glue):/.test(action))).toEqual([]);
        expect(others.filter((action) => ['s3:*', 'kms:*', 'glue:*'].includes(action))).toEqual([]);
    });
});

describe('the phases', () => {
    test.each([...phasesOfScript().keys()])('%s is started with all the arguments that the job needs for it', (phase) => {
        const edge = readFileSync(join(JOBS, 'spark', 'edge.py'), 'utf8');
        const ofEvery = [.../^ARGUMENTS = \((.*)\)$/m.exec(edge)![1]!.matchAll(/"(\w+)"/g)].map(([, name]) => `--${name}`);
        expect(ofEvery).toHaveLength(3);
        const { Parameters } = stateFor(dev, inputFor(phase));
        const given = [...Object.keys(job(dev)['DefaultArguments'] as object), ...Object.keys(Parameters!.Arguments).map((name) => name.replace(/\.\$$/, ''))];
        expect(given).toEqual(expect.arrayContaining([...ofEvery, '--hash_key_secret', ...phasesOfScript().get(phase)!.map((need) => `--${need}`)]));
        expect(Parameters!.Arguments['--phase']).toBe(phase);
        expect(Parameters!.JobName).toBe(`\${${one(dev, 'AWS::Glue::Job').id}}`);
        for (const need of phasesOfScript().get(phase)!) expect(Parameters!.Arguments[`--${need}.$`]).toBe(`$.${need}`);
    });

    test('are those of the script, no more and no fewer', () => {
        const { States, StartAt } = machine(dev);
        expect(phasesOfScript().size).toBe(6);
        expect(Object.keys(States).filter((name) => States[name]!.Type === 'Task').sort()).toEqual([...phasesOfScript().keys()].sort());
        expect(Object.keys(States).filter((name) => States[name]!.Type !== 'Task').sort()).toEqual([StartAt, 'Wrong input'].sort());
    });

    test.each([
        { input: {} },
        { input: { phase: 'fact' } },
        { input: { phase: 7 } },
        { input: { phase: 'import' } },
        { input: { phase: 'import', file: 7 } },
        { input: { phase: 'backfill', from: '2020-01-01' } },
    ])('fail, and say what to give instead, where the input is $input', ({ input }) => {
        const state = stateFor(dev, input);
        expect(state.Type).toBe('Fail');
        expect(state.Cause).toContain('{"phase":"facts"} or ');
        expect(state.Cause).toContain('{"phase":"backfill","from":"2020-04-01","to":"2020-04-30"}');
    });

    test('are waited for to their end, and started again as often as the settings say', () => {
        for (const [template, retries] of [[dev, 1], [prod, 2]] as const) {
            for (const phase of phasesOfScript().keys()) {
                const { Resource, Retry } = stateFor(template, inputFor(phase));
                expect(Resource).toMatch(/:glue:startJobRun\.sync$/);
                expect(Retry).toEqual([{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 60, BackoffRate: 2, MaxAttempts: retries }]);
            }
        }
    });

    test('have the workers and the minutes of the settings', () => {
        const told = [...phasesOfScript().keys()].map((phase) => {
            const { Timeout, NumberOfWorkers, WorkerType } = stateFor(prod, inputFor(phase)).Parameters!;
            return [phase, Timeout, NumberOfWorkers, WorkerType];
        });
        expect(told.sort()).toEqual([
            ['backfill', 240, 8, 'G.1X'],
            ['dimensions', 240, 4, 'G.1X'],
            ['facts', 50, 3, 'G.1X'],
            ['import', 240, 8, 'G.1X'],
            ['maintenance', 240, 8, 'G.1X'],
            ['verify', 240, 8, 'G.1X'],
        ]);
    });

    test('are started by commands of the outputs that name what they need', () => {
        const outputs = (dev.toJSON() as { Outputs: Record<string, { Value: unknown }> }).Outputs;
        const phaseOf = (output: string) => {
            const command = text(outputs[output]!.Value);
            expect(command).toContain(`aws stepfunctions start-execution --state-machine-arn \${${one(dev, 'AWS::StepFunctions::StateMachine').id}} --input '`);
            return stateFor(dev, JSON.parse(/--input '(.*)'$/.exec(command)![1]!) as Record<string, unknown>).Parameters!.Arguments['--phase'];
        };
        expect(['StartFacts', 'ImportFile', 'BackfillDays'].map(phaseOf)).toEqual(['facts', 'import', 'backfill']);
    });

    test('leave what they say for as long as the settings say, where Glue writes it', () => {
        const groups = all(prod, 'AWS::Logs::LogGroup').map(({ Properties }) => [Properties['LogGroupName'], Properties['RetentionInDays'], JSON.stringify(Properties['KmsKeyId'])]);
        const key = JSON.stringify({ 'Fn::GetAtt': [one(prod, 'AWS::KMS::Key').id, 'Arn'] });
        expect(groups.sort()).toEqual([
            ['/aws-glue/jobs/shop-lake-prod-job/shop-lake-prod-job-role/shop-lake-prod-job/error', 365, key],
            ['/aws-glue/jobs/shop-lake-prod-job/shop-lake-prod-job-role/shop-lake-prod-job/output', 365, key],
            ['/aws/vendedlogs/states/shop-lake-prod-phase', 365, key],
        ]);
        expect(job(prod)['DefaultArguments']).toMatchObject({ '--custom-logGroup-prefix': '/aws-glue/jobs/shop-lake-prod-job' });
        const [ofLogs] = (one(prod, 'AWS::KMS::Key').Properties['KeyPolicy'] as { Statement: { Principal: { Service?: unknown }; Condition: unknown }[] }).Statement.filter(({ Principal }) => Principal.Service !== undefined);
        expect(text(ofLogs!.Principal.Service)).toBe('logs.${AWS::Region}.amazonaws.com');
        expect((ofLogs!.Condition as { ArnLike: Record<string, unknown[]> }).ArnLike['kms:EncryptionContext:aws:logs:arn']!.map(text)).toEqual([
            'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws-glue/jobs/shop-lake-prod-*',
            'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/vendedlogs/states/shop-lake-prod-*',
        ]);
    });

    test('are run by a state machine that may start the one job, and is logged and traced', () => {
        expect(one(dev, 'AWS::StepFunctions::StateMachine').Properties).toMatchObject({
            StateMachineName: 'shop-lake-dev-phase',
            LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: true },
            TracingConfiguration: { Enabled: true },
        });
        const ofGlue = statementsOf(dev, 'shop-lake-dev-phase').filter((statement) => actions(statement).some((action) => action.startsWith('glue:')));
        expect(ofGlue.map(({ Resource }) => text(Resource))).toEqual([`arn:\${AWS::Partition}:glue:\${AWS::Region}:\${AWS::AccountId}:job/\${${one(dev, 'AWS::Glue::Job').id}}`]);
        expect([...actions(ofGlue[0]!)].sort()).toEqual(['glue:BatchStopJobRun', 'glue:GetJobRun', 'glue:GetJobRuns', 'glue:StartJobRun']);
    });
});

describe('the schedules', () => {
    const schedules = all(dev, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties);

    test('begin facts each hour, dimensions each day, maintenance and verify on Sundays, in UTC', () => {
        expect(Object.fromEntries(schedules.map((one) => [one['Name'], one['ScheduleExpression']]))).toEqual({
            facts: 'cron(5 * * * ? *)',
            dimensions: 'cron(35 0 * * ? *)',
            maintenance: 'cron(15 2 ? * SUN *)',
            verify: 'cron(15 4 ? * SUN *)',
        });
        for (const one of schedules) {
            expect(one).toMatchObject({ ScheduleExpressionTimezone: 'Etc/UTC', State: 'ENABLED', FlexibleTimeWindow: { Mode: 'OFF' }, GroupName: 'shop-lake-dev-schedule' });
        }
    });

    test('come behind their group, which they have by its name', () => {
        const { id } = one(dev, 'AWS::Scheduler::ScheduleGroup');
        for (const { DependsOn } of all(dev, 'AWS::Scheduler::Schedule')) expect([DependsOn].flat()).toContain(id);
    });

    test('start the phase of their name, and keep a start that could not be made', () => {
        const queue = one(dev, 'AWS::SQS::Queue');
        for (const schedule of schedules) {
            const { Arn, Input, DeadLetterConfig, RetryPolicy } = schedule['Target'] as { Arn: unknown; Input: string; DeadLetterConfig: unknown; RetryPolicy: unknown };
            expect(Arn).toEqual({ Ref: one(dev, 'AWS::StepFunctions::StateMachine').id });
            expect(stateFor(dev, JSON.parse(Input) as Record<string, unknown>).Parameters!.Arguments).toEqual({ '--phase': schedule['Name'] });
            expect(DeadLetterConfig).toEqual({ Arn: { 'Fn::GetAtt': [queue.id, 'Arn'] } });
            expect(RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 1800, MaximumRetryAttempts: 10 });
        }
        expect(queue.Properties).toMatchObject({ QueueName: 'shop-lake-dev-schedule-failures', SqsManagedSseEnabled: true });
    });

    test('have a role that only schedules of their group take on, and that may do nothing else', () => {
        const statements = statementsOf(dev, 'shop-lake-dev-schedule');
        expect(statements.map((statement) => [actions(statement), text(statement.Resource)])).toEqual([
            [['states:StartExecution'], `\${${one(dev, 'AWS::StepFunctions::StateMachine').id}}`],
            [['sqs:SendMessage'], `\${${one(dev, 'AWS::SQS::Queue').id}.Arn}`],
        ]);
        const role = all(dev, 'AWS::IAM::Role').find(({ Properties }) => Properties['RoleName'] === 'shop-lake-dev-schedule')!;
        const [trust] = (role.Properties['AssumeRolePolicyDocument'] as { Statement: { Condition: { StringEquals: Record<string, unknown> } }[] }).Statement;
        expect(text(trust!.Condition.StringEquals['aws:SourceArn'])).toBe('arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule-group/shop-lake-dev-schedule');
        expect(trust!.Condition.StringEquals['aws:SourceAccount']).toEqual({ Ref: 'AWS::AccountId' });
    });
});
