import { describe, expect, it } from 'vitest';
import { builtLake } from './built-lake.js';
import { Policies, type TemplateJson } from './policies.js';

const built = builtLake();
const policies = new Policies(new Map([...built.stacks].map(([part, stack]) => [stack.stackName, built.template(part).toJSON() as TemplateJson])));

const bucket = (layer: string) => `arn:aws:s3:::shop-lake-dev-${layer}-111122223333-eu-west-1`;
const glue = (what: string) => `arn:aws:glue:eu-west-1:111122223333:${what}`;
const CHANGES = `${bucket('raw')}/v1/public/events/2026/01/02/03/20260102-030405678.parquet`;

/** What a role could do, each of which some role or none has to do. */
const DEEDS = {
    'lists raw': ['s3:ListBucket', bucket('raw')],
    'reads raw': ['s3:GetObject', CHANGES],
    'writes changes': ['s3:PutObject', CHANGES],
    'removes changes': ['s3:DeleteObject', CHANGES],
    'writes markers': ['s3:PutObject', `${bucket('raw')}/v1/_loads/public.events.json`],
    'writes imports': ['s3:PutObject', `${bucket('raw')}/history/public/events/0123456789abcdef.parquet`],
    'writes manifests': ['s3:PutObject', `${bucket('raw')}/history/_imports/0123456789abcdef.json`],
    'reads clean': ['s3:GetObject', `${bucket('clean')}/clean/events/data/0.parquet`],
    'writes clean': ['s3:PutObject', `${bucket('clean')}/clean/events/data/0.parquet`],
    'removes files of clean': ['s3:DeleteObject', `${bucket('clean')}/clean/events/data/0.parquet`],
    'writes state': ['s3:PutObject', `${bucket('clean')}/state/turns/metadata/0.json`],
    'lists clean': ['s3:ListBucket', bucket('clean')],
    'lists model': ['s3:ListBucket', bucket('model')],
    'reads model': ['s3:GetObject', `${bucket('model')}/model/fact_sessions/data/0.parquet`],
    'writes model': ['s3:PutObject', `${bucket('model')}/model/fact_sessions/data/0.parquet`],
    'removes files of model': ['s3:DeleteObject', `${bucket('model')}/model/fact_sessions/data/0.parquet`],
    'removes versions': ['s3:DeleteObjectVersion', CHANGES],
    'changes who may open a bucket': ['s3:PutBucketPolicy', bucket('raw')],
    'lets objects end': ['s3:PutLifecycleConfiguration', bucket('raw')],
    'removes a bucket': ['s3:DeleteBucket', bucket('model')],
    'reads access logs': ['s3:GetObject', `${bucket('access-logs')}/raw/some`],
    'decrypts personal data': ['kms:Decrypt', policies.arn('AWS::KMS::Key', /^PersonalKey/)],
    'encrypts personal data': ['kms:GenerateDataKey', policies.arn('AWS::KMS::Key', /^PersonalKey/)],
    'decrypts model': ['kms:Decrypt', policies.arn('AWS::KMS::Key', /^ModelKey/)],
    'encrypts model': ['kms:GenerateDataKey', policies.arn('AWS::KMS::Key', /^ModelKey/)],
    'ends a key': ['kms:ScheduleKeyDeletion', policies.arn('AWS::KMS::Key', /^PersonalKey/)],
    'changes who may decrypt': ['kms:PutKeyPolicy', policies.arn('AWS::KMS::Key', /^PersonalKey/)],
    'reads the catalogue of clean': ['glue:GetTable', glue('table/clean/events')],
    'reads the catalogue of state': ['glue:GetTable', glue('table/state/turns')],
    'reads the catalogue of model': ['glue:GetTable', glue('table/model/fact_sessions')],
    'reads views': ['glue:GetTable', glue('table/analytics/funnel_daily')],
    'commits to clean': ['glue:UpdateTable', glue('table/clean/events')],
    'commits to model': ['glue:UpdateTable', glue('table/model/fact_sessions')],
    'changes views': ['glue:UpdateTable', glue('table/analytics/funnel_daily')],
    'drops tables': ['glue:DeleteTable', glue('table/model/fact_sessions')],
    'drops databases': ['glue:DeleteDatabase', glue('database/model')],
    'starts the job': ['glue:StartJobRun', glue('job/shop-lake-dev-job')],
    'changes the job': ['glue:UpdateJob', glue('job/shop-lake-dev-job')],
    'starts a phase': ['states:StartExecution', 'arn:aws:states:eu-west-1:111122223333:stateMachine:shop-lake-dev-phase'],
    'asks Athena': ['athena:StartQueryExecution', 'arn:aws:athena:eu-west-1:111122223333:workgroup/shop-lake-dev-analysts'],
    'reads the password of replication': ['secretsmanager:GetSecretValue', policies.arn('AWS::SecretsManager::Secret', /^ReplicationSecret/)],
    'reads the password of the database': ['secretsmanager:GetSecretValue', policies.arn('AWS::RDS::DBCluster', /Cluster/)],
    'reads the key of hashes': ['secretsmanager:GetSecretValue', policies.arn('AWS::SecretsManager::Secret', /^HashKey/)],
    'changes the password of replication': ['secretsmanager:PutSecretValue', policies.arn('AWS::SecretsManager::Secret', /^ReplicationSecret/)],
    'reads answers of analysts': ['s3:GetObject', `${bucket('answers')}/some.csv`],
    'starts replication': ['dms:StartReplicationTask', 'arn:aws:dms:eu-west-1:111122223333:task:shop-lake-dev-v1'],
    'stops replication': ['dms:StopReplicationTask', 'arn:aws:dms:eu-west-1:111122223333:task:shop-lake-dev-v1'],
    'removes the database': ['rds:DeleteDBCluster', 'arn:aws:rds:eu-west-1:111122223333:cluster:some'],
    'removes logs': ['logs:DeleteLogGroup', 'arn:aws:logs:eu-west-1:111122223333:log-group:some'],
    'hands on a role': ['iam:PassRole', 'arn:aws:iam::111122223333:role/shop-lake-dev-job'],
    'takes on a role': ['sts:AssumeRole', 'arn:aws:iam::111122223333:role/shop-lake-dev-job'],
    'changes rights': ['iam:PutRolePolicy', 'arn:aws:iam::111122223333:role/shop-lake-dev-job'],
} as const satisfies Record<string, readonly [string, string]>;

type Deed = keyof typeof DEEDS;

interface Expected {
    readonly may: readonly Deed[];
    /** @default none */
    readonly policiesOfAws?: readonly string[];
}

const LOGS_OF_FUNCTIONS = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
/** What somebody reads who asks. With the key of the model answers are encrypted too. */
const ASKS: readonly Deed[] = ['asks Athena', 'reads answers of analysts', 'lists model', 'reads model', 'decrypts model', 'encrypts model', 'reads the catalogue of model', 'reads views'];
/** A role of the CDK's own functions, which do nothing to the lake themselves. */
const OF_CDK: Expected = { may: [], policiesOfAws: [LOGS_OF_FUNCTIONS] };

/** Every role, and all that it may do of what is named above: the rest it may not. */
const ROLES: Readonly<Record<string, Expected>> = {
    NetworkFlowsRole8E98AE87: { may: [] },
    CustomVpcRestrictDefaultSGCustomResourceProviderRole26592FE0: OF_CDK,

    'shop-lake-dev-migrate-source': { may: ['reads the password of the database', 'reads the password of replication'] },
    'shop-lake-dev-migrate-source-provider': { may: [] },
    'shop-lake-dev-rotate-replication': { may: ['reads the password of replication', 'changes the password of replication'] },

    'shop-lake-dev-replication-secret': { may: ['reads the password of replication'] },
    'shop-lake-dev-replication-target': { may: ['lists raw', 'writes changes', 'removes changes', 'writes markers', 'decrypts personal data', 'encrypts personal data'] },
    'shop-lake-dev-run-replication': { may: ['lists raw', 'starts replication', 'stops replication'] },
    'shop-lake-dev-mark-loads': { may: ['lists raw', 'reads raw', 'writes markers', 'decrypts personal data', 'encrypts personal data'] },
    'dms-vpc-role': { may: [], policiesOfAws: ['arn:aws:iam::aws:policy/service-role/AmazonDMSVPCManagementRole'] },
    'dms-cloudwatch-logs-role': { may: [], policiesOfAws: ['arn:aws:iam::aws:policy/service-role/AmazonDMSCloudWatchLogsRole'] },
    RunProviderframeworkonEventServiceRole13009877: OF_CDK,
    RunProviderframeworkisCompleteServiceRole57417993: OF_CDK,
    RunProviderframeworkonTimeoutServiceRoleA623E382: OF_CDK,
    RunProviderwaiterstatemachineRoleAE2647BD: { may: [] },

    'shop-lake-dev-job': {
        may: [
            'reads the key of hashes',
            'lists raw',
            'reads raw',
            'writes imports',
            'writes manifests',
            'lists clean',
            'reads clean',
            'writes clean',
            'removes files of clean',
            'writes state',
            'lists model',
            'reads model',
            'writes model',
            'removes files of model',
            'decrypts personal data',
            'encrypts personal data',
            'decrypts model',
            'encrypts model',
            'reads the catalogue of clean',
            'reads the catalogue of state',
            'reads the catalogue of model',
            'commits to clean',
            'commits to model',
        ],
    },
    'shop-lake-dev-phase': { may: ['starts the job'] },
    'shop-lake-dev-schedule': { may: ['starts a phase'] },

    'shop-lake-dev-analyst': { may: ASKS },
    'shop-lake-dev-measure-lake': { may: ASKS },
};

describe('the roles', () => {
    it('are those that are named here, so that none comes without what it may do', () => {
        expect(policies.roles()).toEqual(Object.keys(ROLES).sort());
    });

    it.each(Object.entries(ROLES).map(([role, expected]) => ({ role, ...expected })))('$role may do what it is for and nothing else', ({ role, may }) => {
        const deeds = (Object.keys(DEEDS) as Deed[]).filter((deed) => policies.may(role, DEEDS[deed][0], DEEDS[deed][1]));
        expect(deeds.sort(), role).toEqual([...may].sort());
    });

    it.each(Object.entries(ROLES).map(([role, expected]) => ({ role, ...expected })))('$role has no policies of AWS but those named here', ({ role, policiesOfAws = [] }) => {
        expect(policies.policiesOfAws(role)).toEqual(policiesOfAws);
    });
});

describe('what policies allow', () => {
    const role = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'some' } };
    const attached = (...statements: Record<string, unknown>[]) => ({ Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Some' }], PolicyDocument: { Statement: statements } } });
    const may = (template: TemplateJson['Resources'], others: Record<string, TemplateJson> = {}) => new Policies(new Map(Object.entries({ one: { Resources: { Some: role, ...template } }, ...others }))).may('some', 's3:GetObject', 'arn:aws:s3:::shop/a');
    const all = { Effect: 'Allow', Action: 's3:Get*', Resource: '*' };

    it('is nothing without a statement', () => expect(may({})).toBe(false));
    it('is what patterns of actions and resources have', () => expect(may({ P: attached({ Effect: 'Allow', Action: ['s3:get?bject'], Resource: ['arn:aws:s3:::shop/*'] }) })).toBe(true));
    it('is no resource of another name', () => expect(may({ P: attached({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::shops/*' }) })).toBe(false));
    it('is what NotAction does not except', () => expect(may({ P: attached({ Effect: 'Allow', NotAction: 's3:PutObject', Resource: '*' }) })).toBe(true));
    it('is nothing that another statement denies', () => expect(may({ P: attached(all, { Effect: 'Deny', Action: '*', Resource: '*' }) })).toBe(false));
    it('is taken to be allowed under a condition', () => expect(may({ P: attached({ ...all, Condition: { Bool: {} } }) })).toBe(true));
    it('is taken not to be denied under a condition', () => expect(may({ P: attached(all, { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: {} } }) })).toBe(true));
    it('is what the policy of a bucket gives the role', () =>
        expect(may({ P: { Type: 'AWS::S3::BucketPolicy', Properties: { PolicyDocument: { Statement: { ...all, Principal: { AWS: { 'Fn::GetAtt': ['Some', 'Arn'] } } } } } } })).toBe(true));
    it('is found through the output of another stack', () => {
        const two = { Resources: { B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'shop' } } }, Outputs: { Of: { Value: { 'Fn::GetAtt': ['B', 'Arn'] }, Export: { Name: 'two:Of' } } } };
        const resource = (output: string) => ({ 'Fn::Join': ['', [{ 'Fn::ImportValue': `two:${output}` }, '/a']] });
        expect(may({ P: attached({ ...all, Resource: resource('Of') }) }, { two })).toBe(true);
        expect(may({ P: attached({ ...all, Resource: resource('Of') }) }, { two: { ...two, Outputs: { Of: { Value: 'arn:aws:s3:::other', Export: { Name: 'two:Of' } } } } })).toBe(false);
    });
});
