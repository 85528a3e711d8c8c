import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { METRICS } from '../../infra/lake-metrics.js';
import { builtLake } from './built-lake.js';

interface AlarmProperties {
    readonly AlarmName: string;
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
    readonly Threshold: number;
    readonly Period: number;
    readonly EvaluationPeriods: number;
    readonly TreatMissingData: string;
    readonly ComparisonOperator: string;
    readonly AlarmActions: readonly unknown[];
    readonly OKActions: readonly unknown[];
}

const CHOSEN = { freshnessMinutes: '77', replicationLagMinutes: '7', quarantineShare: '0.125', logHeldBackGb: '3', alarmEmail: 'somebody@example.com' };
const FUNCTIONS = join(import.meta.dirname, '..', '..', 'infra', 'functions');
const lake = builtLake();
const dev = lake.template('observability');
const chosen = builtLake(CHOSEN).template('observability');
const alarmsOf = (template: Template): ReadonlyMap<string, AlarmProperties> =>
    new Map(Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => [Properties.AlarmName.replace('shop-lake-dev-', ''), Properties as AlarmProperties]));
const alarms = alarmsOf(dev);
const policies = Object.values(dev.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Sid?: string; Action: string | string[]; Resource: unknown; Condition?: unknown }[]);

describe('an alarm', () => {
    it.each([
        ['model-behind', 77],
        ['replication-behind-source', 7 * 60],
        ['replication-behind-target', 7 * 60],
        ['too-many-quarantined', 0.125],
        ['log-held-back', 3_000_000_000],
    ])('%s has its threshold from the settings', (name, threshold) => {
        expect(alarmsOf(chosen).get(name)?.Threshold).toBe(threshold);
    });

    it('is on above its threshold, not at it', () => {
        expect(new Set([...alarms.values()].map(({ ComparisonOperator }) => ComparisonOperator))).toEqual(new Set(['GreaterThanThreshold']));
    });

    it('is told when it goes on and when it is over', () => {
        const [topic] = Object.keys(dev.findResources('AWS::SNS::Topic'));
        for (const { AlarmName, AlarmActions, OKActions } of alarms.values()) {
            expect.soft(AlarmActions, AlarmName).toEqual([{ Ref: topic }]);
            expect.soft(OKActions, AlarmName).toEqual([{ Ref: topic }]);
        }
    });

    it('takes silence for trouble where it would hide that nobody measures, and nowhere else', () => {
        expect([...alarms].filter(([, { TreatMissingData }]) => TreatMissingData === 'breaching').map(([name]) => name).sort()).toEqual(['model-behind', 'tables-not-replicated']);
    });

    it('takes silence for peace where nothing is measured without work', () => {
        const quiet = [...alarms].filter(([, { TreatMissingData }]) => TreatMissingData === 'notBreaching').map(([name]) => name);
        expect(quiet.filter((name) => !name.startsWith('function-failed-') && name !== 'phase-given-up').sort()).toEqual(['log-held-back', 'replication-behind-source', 'replication-behind-target']);
    });

    it('waits at most half an hour', () => {
        for (const { AlarmName, Period, EvaluationPeriods } of alarms.values()) expect.soft(Period * EvaluationPeriods, AlarmName).toBeLessThanOrEqual(30 * 60);
    });

    it('is there for each function of the deployment', () => {
        const programs = readdirSync(FUNCTIONS).filter((name) => /^[a-z-]+\.ts$/.test(name)).map((name) => `shop-lake-dev-${name.replace('.ts', '')}`);
        const functions = [...lake.stacks.keys()].flatMap((part) => Object.values(lake.template(part).findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties.FunctionName as unknown));
        const watched = [...alarms.values()].filter(({ Namespace }) => Namespace === 'AWS/Lambda').map(({ Dimensions }) => Dimensions);
        expect(watched.flat().map(({ Name }) => Name)).toEqual(watched.map(() => 'FunctionName'));
        expect(watched.flat().map(({ Value }) => Value).sort()).toEqual(functions.filter((name) => programs.includes(name as string)).sort());
    });

    it('looks at the writer of the cluster, whichever instance that is', () => {
        expect(alarms.get('log-held-back')?.Dimensions.map(({ Name }) => Name).sort()).toEqual(['DBClusterIdentifier', 'Role']);
    });
});

describe('the metrics of the lake', () => {
    it('are put by a function where an alarm looks at them', () => {
        const programs = readdirSync(FUNCTIONS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).map((name) => readFileSync(join(FUNCTIONS, name), 'utf8')).join('\n');
        const keys = new Map(Object.entries(METRICS).map(([key, name]) => [name as string, key]));
        const looked = [...alarms.values()].filter(({ Namespace }) => Namespace === 'ShopLake').map(({ MetricName }) => MetricName);
        expect(looked.length).toBeGreaterThan(6);
        expect(looked.filter((name) => !programs.includes(`METRICS.${keys.get(name)}`) && !programs.includes(`'${name}'`))).toEqual([]);
    });

    it('have the dimension that the function is given', () => {
        for (const { Namespace, Dimensions } of alarms.values()) if (Namespace === 'ShopLake') expect.soft(Dimensions).toEqual([{ Name: 'Lake', Value: 'shop-lake-dev' }]);
        dev.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'shop-lake-dev-measure-lake', Environment: { Variables: Match.objectLike({ LAKE: 'shop-lake-dev', JOB_NAME: 'shop-lake-dev-job', WORK_GROUP: 'shop-lake-dev-analysts' }) } });
    });
});

describe('measure-lake', () => {
    it('is called every quarter of an hour, when a run of the job ends, and daily for the views', () => {
        dev.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(15 minutes)' });
        dev.hasResourceProperties('AWS::Events::Rule', { EventPattern: { source: ['aws.glue'], 'detail-type': ['Glue Job State Change'], detail: { jobName: ['shop-lake-dev-job'] } } });
        dev.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(10 6 * * ? *)', Targets: [Match.objectLike({ Input: '{"check":"views"}' })] });
    });

    it('may put metrics into the namespace of the lake alone', () => {
        const puts = policies.filter(({ Action }) => [Action].flat().includes('cloudwatch:PutMetricData'));
        expect(puts.map(({ Condition }) => Condition)).toEqual([{ StringEquals: { 'cloudwatch:namespace': 'ShopLake' } }]);
    });

    it('may look at the runs of the one job', () => {
        const looks = policies.filter(({ Action }) => [Action].flat().some((action) => action.startsWith('glue:GetJobRun')));
        expect(looks.map(({ Action }) => Action)).toEqual(['glue:GetJobRuns']);
        expect(JSON.stringify(looks[0]?.Resource)).toMatch(/:job\/shop-lake-dev-job"/);
    });

    it('may write into the bucket where its workgroup keeps answers, and into no other', () => {
        const name = ['shop-lake-dev-answers-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }];
        lake.template('query').hasResourceProperties('AWS::S3::Bucket', { BucketName: { 'Fn::Join': ['', name] } });
        const puts = policies.filter(({ Action }) => [Action].flat().some((action) => /^s3:(\*|Put|Delete)/.test(action)));
        expect(puts.map(({ Resource }) => Resource)).toEqual([{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::shop-lake-dev-answers-', ...name.slice(1), '/*']] }]);
    });

    it('may change nothing of the lake', () => {
        const writes = policies.flatMap(({ Action }) => [Action].flat()).filter((action) => /^(glue|athena|lakeformation|rds|dms):(Create|Update|Delete|Put|Batch(Create|Delete|Update)|StartJob)/.test(action));
        expect(writes).toEqual([]);
    });
});

describe('the topic', () => {
    it('tells the address of the settings, and nobody where there is none', () => {
        chosen.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'somebody@example.com' });
        dev.resourceCountIs('AWS::SNS::Subscription', 0);
    });

    it('is encrypted with a key that lets the alarms of this account use it, and takes messages from them alone', () => {
        const [key] = Object.keys(dev.findResources('AWS::KMS::Key'));
        const from = { Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } };
        dev.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] } });
        dev.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true, KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ ...from, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] })]) } });
        const [policy] = Object.values(dev.findResources('AWS::SNS::TopicPolicy'));
        const statements = policy?.Properties.PolicyDocument.Statement as { Effect: string }[];
        expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([expect.objectContaining({ ...from, Action: 'sns:Publish' })]);
        expect(statements.filter(({ Effect }) => Effect === 'Deny')).toEqual([expect.objectContaining({ Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]);
    });
});

describe('the dashboard', () => {
    const [dashboard] = Object.values(dev.findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard?.Properties.DashboardBody);

    it('goes the way of an event', () => {
        const places = ['1. Source', '2. Replication', '3. Raw', '4. Job', '5. Model', '6. Queries'].map((title) => body.indexOf(`# ${title}`));
        expect(places.every((place) => place > 0)).toBe(true);
        expect(places).toEqual([...places].sort((one, other) => one - other));
    });

    it('shows each alarm with its line', () => {
        expect(dashboard?.Properties.DashboardName).toBe('shop-lake-dev-lake');
        for (const name of alarms.keys()) expect.soft(body).toContain(`\\"title\\":\\"${name}\\"`);
        for (const { MetricName, Threshold } of alarms.values()) expect.soft(body).toMatch(new RegExp(`"label\\\\":\\\\"${MetricName} > [0-9.e+]+ for[^}]*"value\\\\":${Threshold}\\b`));
    });

    it('links to the runbook', () => {
        expect(body).toContain('[Views fail](docs/runbook.md#views-fail)');
    });
});
