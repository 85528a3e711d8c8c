import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { houseRules } from '../../infra/rules/house-rules.js';

type Properties = Readonly<Record<string, unknown>>;

interface Broken {
    readonly rule: string;
    readonly what: string;
    readonly type: string;
    readonly properties: Properties;
}

const TRUST = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'glue.amazonaws.com' } }] };
const document = (statement: Properties) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::shop/*', ...statement }] });
const policy = (statement: Properties) => ({ PolicyName: 'some', Roles: ['some'], PolicyDocument: document(statement) });
const role = (statement: Properties) => ({ AssumeRolePolicyDocument: TRUST, Policies: [{ PolicyName: 'some', PolicyDocument: document(statement) }] });

const ALL_BLOCKED = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
const ENCRYPTED = { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'arn:aws:kms:eu-west-1:111122223333:key/some' } }] };
const END_OF_VERSIONS = { Id: 'versions', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 7 } };
const tagged = (Key: string, Value: string) => ({ Tags: [{ Key, Value }] });
const bucket = (properties: Properties) => ({
    PublicAccessBlockConfiguration: ALL_BLOCKED,
    BucketEncryption: ENCRYPTED,
    VersioningConfiguration: { Status: 'Enabled' },
    LifecycleConfiguration: { Rules: [END_OF_VERSIONS] },
    ...tagged('application', 'shop-lake'),
    ...properties,
});
/** As the CDK writes an ARN. */
const joined = (end: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${end}`]] });
const keyPolicy = (principal: unknown) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Principal: principal }] });
const ending = (properties: Properties) => ({ LifecycleConfiguration: { Rules: [END_OF_VERSIONS, { Id: 'all', Status: 'Enabled', ...properties }] } });
const INGRESS = { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432 };

const BROKEN: readonly Broken[] = [
    ...['*', 's3:*', 's3:Get*', 'kms:*', 'glue:*', 'athena:*', 'dms:*', 'rds:*', 'secretsmanager:*', 'S3:*', 's3:Delete?bject', 'ec2:*'].map((Action) => ({ rule: 'no_whole_service_in_policies', what: `allows ${Action}`, type: 'AWS::IAM::Policy', properties: policy({ Action }) })),
    { rule: 'no_whole_service_in_policies', what: 'allows a star beside a name', type: 'AWS::IAM::Policy', properties: policy({ Action: ['s3:GetObject', 'glue:*'] }) },
    { rule: 'no_whole_service_in_policies', what: 'is a managed policy that allows all of S3', type: 'AWS::IAM::ManagedPolicy', properties: { PolicyDocument: document({ Action: 's3:*' }) } },
    { rule: 'no_whole_service_in_policies', what: 'allows all but some', type: 'AWS::IAM::Policy', properties: policy({ Action: undefined, NotAction: 's3:DeleteObject' }) },
    { rule: 'no_whole_service_in_roles', what: 'has a policy in it that allows all of Glue', type: 'AWS::IAM::Role', properties: role({ Action: 'glue:*' }) },
    { rule: 'no_whole_service_in_roles', what: 'has a policy in it that allows all but some', type: 'AWS::IAM::Role', properties: role({ Action: undefined, NotAction: 's3:DeleteObject' }) },
    { rule: 'no_policy_of_aws_for_everything', what: 'has the policy that AWS made for Glue', type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: TRUST, ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole'] } },
    { rule: 'no_policy_of_aws_for_everything', what: 'has the policy for all of S3, put together with its partition', type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: TRUST, ManagedPolicyArns: [joined('iam::aws:policy/AmazonS3FullAccess')] } },
    { rule: 'no_anybody_in_resource_policies', what: 'lets anybody read a bucket', type: 'AWS::S3::BucketPolicy', properties: { Bucket: 'some', PolicyDocument: document({ Principal: '*' }) } },
    { rule: 'no_anybody_in_resource_policies', what: 'lets any account read a bucket', type: 'AWS::S3::BucketPolicy', properties: { Bucket: 'some', PolicyDocument: document({ Principal: { AWS: '*' } }) } },
    { rule: 'no_anybody_in_resource_policies', what: 'lets any account read a bucket, beside one', type: 'AWS::S3::BucketPolicy', properties: { Bucket: 'some', PolicyDocument: document({ Principal: { AWS: ['arn:aws:iam::111122223333:root', '*'] } }) } },
    { rule: 'no_anybody_in_keys', what: 'lets anybody decrypt', type: 'AWS::KMS::Key', properties: { EnableKeyRotation: true, KeyPolicy: keyPolicy('*') } },
    { rule: 'no_anybody_in_keys', what: 'lets any account decrypt', type: 'AWS::KMS::Key', properties: { EnableKeyRotation: true, KeyPolicy: keyPolicy({ AWS: '*' }) } },
    { rule: 'no_anybody_in_secrets', what: 'lets any account read a secret', type: 'AWS::SecretsManager::ResourcePolicy', properties: { SecretId: 'some', ResourcePolicy: document({ Action: 'secretsmanager:GetSecretValue', Principal: { AWS: '*' }, Resource: '*' }) } },
    { rule: 'no_anybody_takes_a_role', what: 'lets anybody take it on', type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: { ...TRUST, Statement: [{ ...TRUST.Statement[0], Principal: { AWS: '*' } }] } } },
    { rule: 'bucket_is_private', what: 'blocks no public access', type: 'AWS::S3::Bucket', properties: bucket({ PublicAccessBlockConfiguration: undefined }) },
    ...Object.keys(ALL_BLOCKED).map((name) => ({ rule: 'bucket_is_private', what: `does not say ${name}`, type: 'AWS::S3::Bucket', properties: bucket({ PublicAccessBlockConfiguration: { ...ALL_BLOCKED, [name]: false } }) })),
    { rule: 'bucket_is_encrypted', what: 'does not say how it encrypts', type: 'AWS::S3::Bucket', properties: bucket({ BucketEncryption: undefined }) },
    { rule: 'key_of_bucket_is_asked_seldom', what: 'asks KMS for each object', type: 'AWS::S3::Bucket', properties: bucket({ BucketEncryption: { ServerSideEncryptionConfiguration: [{ ...ENCRYPTED.ServerSideEncryptionConfiguration[0], BucketKeyEnabled: false }] } }) },
    { rule: 'bucket_keeps_versions', what: 'keeps no versions', type: 'AWS::S3::Bucket', properties: bucket({ VersioningConfiguration: undefined }) },
    { rule: 'bucket_keeps_versions', what: 'keeps no versions and has no tags', type: 'AWS::S3::Bucket', properties: bucket({ VersioningConfiguration: undefined, Tags: undefined }) },
    { rule: 'bucket_keeps_versions', what: 'keeps no versions and says expire of something else', type: 'AWS::S3::Bucket', properties: bucket({ VersioningConfiguration: undefined, ...tagged('note', 'expire') }) },
    { rule: 'versions_end', what: 'lets versions end by a rule that is off', type: 'AWS::S3::Bucket', properties: bucket({ LifecycleConfiguration: { Rules: [{ ...END_OF_VERSIONS, Status: 'Disabled' }] } }) },
    { rule: 'versions_end', what: 'keeps versions for ever', type: 'AWS::S3::Bucket', properties: bucket({ LifecycleConfiguration: undefined }) },
    { rule: 'current_objects_stay', what: 'removes objects after some days', type: 'AWS::S3::Bucket', properties: bucket(ending({ ExpirationInDays: 30 })) },
    { rule: 'current_objects_stay', what: 'removes objects after some days and has no tags', type: 'AWS::S3::Bucket', properties: bucket({ ...ending({ ExpirationInDays: 30 }), Tags: undefined }) },
    { rule: 'current_objects_stay', what: 'removes objects at a date', type: 'AWS::S3::Bucket', properties: bucket(ending({ ExpirationDate: '2030-01-01T00:00:00Z' })) },
    { rule: 'layers_never_expire', what: 'removes objects of a layer in spite of its tag', type: 'AWS::S3::Bucket', properties: bucket({ ...ending({ ExpirationInDays: 30 }), Tags: [...tagged('layer', 'model').Tags, ...tagged('objects', 'expire').Tags] }) },
    { rule: 'database_is_private', what: 'is reached from outside', type: 'AWS::RDS::DBInstance', properties: { DBInstanceClass: 'db.serverless', Engine: 'aurora-postgresql', DBClusterIdentifier: 'some', PubliclyAccessible: true } },
    { rule: 'database_is_private', what: 'does not say whether it is reached from outside', type: 'AWS::RDS::DBInstance', properties: { DBInstanceClass: 'db.serverless', Engine: 'aurora-postgresql', DBClusterIdentifier: 'some' } },
    { rule: 'database_is_encrypted', what: 'lies open on its disks', type: 'AWS::RDS::DBCluster', properties: { Engine: 'aurora-postgresql' } },
    { rule: 'replication_is_private', what: 'is reached from outside', type: 'AWS::DMS::ReplicationInstance', properties: { ReplicationInstanceClass: 'dms.t3.small', PubliclyAccessible: true } },
    { rule: 'topic_is_encrypted', what: 'has no key', type: 'AWS::SNS::Topic', properties: {} },
    { rule: 'queue_is_encrypted', what: 'says nothing of encryption', type: 'AWS::SQS::Queue', properties: {} },
    { rule: 'disk_is_encrypted', what: 'lies open', type: 'AWS::EC2::Volume', properties: { AvailabilityZone: 'eu-west-1a', Size: 1 } },
    { rule: 'key_is_rotated', what: 'stays the same', type: 'AWS::KMS::Key', properties: { KeyPolicy: keyPolicy({ AWS: 'arn:aws:iam::111122223333:root' }) } },
    { rule: 'log_ends', what: 'is kept for ever', type: 'AWS::Logs::LogGroup', properties: {} },
    { rule: 'no_way_in_from_everywhere', what: 'lets everybody in', type: 'AWS::EC2::SecurityGroupIngress', properties: { ...INGRESS, GroupId: 'sg-1', CidrIp: '0.0.0.0/0' } },
    { rule: 'no_group_open_to_everywhere', what: 'lets everybody in by IPv6', type: 'AWS::EC2::SecurityGroup', properties: { GroupDescription: 'some', VpcId: 'vpc-1', SecurityGroupIngress: [{ ...INGRESS, CidrIpv6: '::/0' }] } },
];

const SOUND: readonly Omit<Broken, 'rule'>[] = [
    { what: 'allows actions by name', type: 'AWS::IAM::Policy', properties: policy({}) },
    { what: 'denies a whole service', type: 'AWS::IAM::Policy', properties: policy({ Effect: 'Deny', Action: 's3:*' }) },
    { what: 'has a policy that AWS made for one purpose', type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: TRUST, ManagedPolicyArns: [joined('iam::aws:policy/service-role/AmazonDMSVPCManagementRole')] } },
    { what: 'has no policies', type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: TRUST } },
    { what: 'lets its own account', type: 'AWS::KMS::Key', properties: { EnableKeyRotation: true, KeyPolicy: keyPolicy({ AWS: joined('iam::111122223333:root') }) } },
    { what: 'lets a service', type: 'AWS::KMS::Key', properties: { EnableKeyRotation: true, KeyPolicy: keyPolicy({ Service: 'logs.eu-west-1.amazonaws.com' }) } },
    { what: 'lets in who is in the network', type: 'AWS::EC2::SecurityGroup', properties: { GroupDescription: 'some', VpcId: 'vpc-1', SecurityGroupIngress: [{ ...INGRESS, CidrIp: joined('some') }, { ...INGRESS, CidrIp: '10.20.0.0/16' }] } },
    { what: 'lets in a group', type: 'AWS::EC2::SecurityGroupIngress', properties: { ...INGRESS, GroupId: 'sg-1', SourceSecurityGroupId: 'sg-2' } },
    { what: 'lets its own account read a secret', type: 'AWS::SecretsManager::ResourcePolicy', properties: { SecretId: 'some', ResourcePolicy: document({ Action: 'secretsmanager:GetSecretValue', Principal: { AWS: joined('iam::111122223333:root') }, Resource: '*' }) } },
    { what: 'encrypts with a key of S3', type: 'AWS::S3::Bucket', properties: bucket({ BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] } }) },
    { what: 'refuses anybody who comes without TLS', type: 'AWS::S3::BucketPolicy', properties: { Bucket: 'some', PolicyDocument: document({ Effect: 'Deny', Principal: '*' }) } },
    { what: 'is private, encrypted and keeps versions', type: 'AWS::S3::Bucket', properties: bucket({}) },
    { what: 'has objects that end, and says so', type: 'AWS::S3::Bucket', properties: bucket({ VersioningConfiguration: undefined, LifecycleConfiguration: { Rules: [{ Id: 'all', Status: 'Enabled', ExpirationInDays: 7 }] }, Tags: [...tagged('application', 'shop-lake').Tags, ...tagged('objects', 'expire').Tags] }) },
];

interface Report {
    readonly pluginReports: readonly { readonly pluginName: string; readonly violations: readonly { readonly ruleName: string; readonly severity: string; readonly ruleMetadata?: { readonly category: string }; readonly violatingConstructs: readonly { readonly constructPath: string }[] }[] }[];
}

describe('the Guard rules of the house', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    const broken = new Map<string, string[]>();
    let isSynthesised = true;

    beforeAll(() => {
        const app = new App({ outdir: folder, context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
        for (const [number, { type, properties }] of BROKEN.entries()) new CfnResource(new Stack(app, `Broken${number}`), 'It', { type, properties: { ...properties } });
        for (const [number, { type, properties }] of SOUND.entries()) new CfnResource(new Stack(app, `Sound${number}`), 'It', { type, properties: { ...properties } });
        Validations.of(app).addPlugins(houseRules());
        const exitCode = process.exitCode;
        try {
            app.synth();
        } catch {
            isSynthesised = false;
        }
        process.exitCode = exitCode;
        for (const [stack, rules] of rulesByStack(folder)) broken.set(stack, rules);
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('let no synth succeed that breaks one', () => {
        expect(isSynthesised).toBe(false);
    });

    it.each(BROKEN.map((one, number) => ({ ...one, number })))('$rule alone refuses the $type that $what', ({ rule, number }) => {
        expect(broken.get(`Broken${number}`)).toEqual([rule]);
    });

    it.each(SOUND.map((one, number) => ({ ...one, number })))('accept the $type that $what', ({ number }) => {
        expect(broken.get(`Sound${number}`)).toBeUndefined();
    });

    it('are each broken by a template here', () => {
        const files = ['least-privilege', 'buckets', 'data-stores'].map((name) => readFileSync(join(import.meta.dirname, '..', '..', 'infra', 'rules', `${name}.guard`), 'utf8'));
        const named = files.flatMap((text) => [...text.matchAll(/^rule (\w+)/gm)].map((match) => match[1]!));
        expect(new Set(BROKEN.map(({ rule }) => rule))).toEqual(new Set(named));
    });
});

/** The rules of the house that each stack breaks. */
function rulesByStack(folder: string): Map<string, string[]> {
    const report = JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8')) as Report;
    const found = new Map<string, string[]>();
    for (const { ruleName, severity, ruleMetadata, violatingConstructs } of report.pluginReports.flatMap(({ violations }) => violations)) {
        if (severity !== 'error' || !ruleMetadata?.category.startsWith('guard:')) continue;
        for (const stack of new Set(violatingConstructs.map(({ constructPath }) => constructPath.split('/')[0]!))) {
            const rules = found.get(stack) ?? [];
            if (!rules.includes(ruleName)) found.set(stack, [...rules, ruleName]);
        }
    }
    return found;
}
