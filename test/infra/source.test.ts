import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { SettingsError } from '../../infra/settings-error.js';
import { builtLake } from './built-lake.js';

const dev = builtLake().template('source');
const prod = builtLake({ environment: 'prod', alarmEmail: 'somebody@example.com', passwordDays: '45' }).template('source');
const doomed = builtLake({ destroyData: 'true', confirmDestroyData: 'shop-lake-dev' }).template('source');

const OLTP = join(import.meta.dirname, '..', '..', 'sql', 'oltp');
const idOf = (template: Template, type: string, properties: object = {}) => {
    const ids = Object.keys(template.findResources(type, { Properties: Match.objectLike(properties) }));
    expect(ids).toHaveLength(1);
    return ids[0]!;
};
const statementsOf = (template: Template, role: string) =>
    Object.values(template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: role }] } })).flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[]);

describe("the shop's database", () => {
    test('is Aurora PostgreSQL 16 that follows the log for replication and speaks TLS alone', () => {
        dev.hasResourceProperties('AWS::RDS::DBCluster', { Engine: 'aurora-postgresql', EngineVersion: Match.stringLikeRegexp('^16\\.') });
        dev.hasResourceProperties('AWS::RDS::DBClusterParameterGroup', {
            Family: 'aurora-postgresql16',
            Parameters: { 'rds.logical_replication': '1', 'rds.force_ssl': '1', max_replication_slots: '10', max_wal_senders: '15', wal_sender_timeout: '30000', max_worker_processes: '16' },
        });
        dev.hasResourceProperties('AWS::RDS::DBCluster', { DBClusterParameterGroupName: { Ref: idOf(dev, 'AWS::RDS::DBClusterParameterGroup') } });
    });

    test('is encrypted with a key of its own, which is rotated', () => {
        dev.hasResourceProperties('AWS::RDS::DBCluster', { StorageEncrypted: true, KmsKeyId: { 'Fn::GetAtt': [idOf(dev, 'AWS::KMS::Key', { EnableKeyRotation: true }), 'Arn'] } });
    });

    test('is reached from the group of clients alone, by its port, and reaches nobody', () => {
        dev.allResourcesProperties('AWS::RDS::DBInstance', { PubliclyAccessible: false });
        dev.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
        dev.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: { 'Fn::ImportValue': Match.stringLikeRegexp('^shop-lake-dev-network:.*DatabaseClients.*GroupId') } });
        dev.resourceCountIs('AWS::EC2::SecurityGroup', 1);
        dev.hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent(), SecurityGroupEgress: [Match.objectLike({ CidrIp: '255.255.255.255/32' })] });
    });

    test('has capacity, readers and backups as the environment says', () => {
        dev.hasResourceProperties('AWS::RDS::DBCluster', { ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 2 }, BackupRetentionPeriod: 7 });
        dev.resourceCountIs('AWS::RDS::DBInstance', 1);
        prod.hasResourceProperties('AWS::RDS::DBCluster', { ServerlessV2ScalingConfiguration: { MinCapacity: 1, MaxCapacity: 16 }, BackupRetentionPeriod: 35 });
        prod.resourceCountIs('AWS::RDS::DBInstance', 2);
    });

    test('gives its administrator a password that RDS keeps, and no template a password', () => {
        dev.hasResourceProperties('AWS::RDS::DBCluster', { ManageMasterUserPassword: true, MasterUserPassword: Match.absent(), EnableIAMDatabaseAuthentication: true });
        expect(JSON.stringify(dev.toJSON())).not.toContain('resolve:secretsmanager');
    });

    test('hands on its log, which ends', () => {
        dev.hasResourceProperties('AWS::RDS::DBCluster', { DBClusterIdentifier: 'shop-lake-dev-source', EnableCloudwatchLogsExports: ['postgresql'] });
        dev.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/aws/rds/cluster/shop-lake-dev-source/postgresql', RetentionInDays: 30 });
        for (const template of [dev, prod]) template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: Match.anyValue() });
    });

    test.each([['dev', dev], ['prod', prod]])('cannot be deleted in %s, and stays when its stack goes', (_, template) => {
        template.hasResourceProperties('AWS::RDS::DBCluster', { DeletionProtection: true, DeleteAutomatedBackups: false, CopyTagsToSnapshot: true });
        for (const type of ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret', 'AWS::RDS::DBClusterParameterGroup', 'AWS::RDS::DBSubnetGroup']) {
            template.allResources(type, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
        }
    });

    test('goes with its stack only where that is said twice', () => {
        doomed.hasResource('AWS::RDS::DBCluster', { DeletionPolicy: 'Delete', Properties: Match.objectLike({ DeletionProtection: false, DeleteAutomatedBackups: true }) });
        doomed.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
        expect(() => builtLake({ destroyData: 'true' })).toThrow(SettingsError);
    });
});

describe('the user of replication', () => {
    test('has a secret with all that DMS reads', () => {
        const secret = idOf(dev, 'AWS::SecretsManager::Secret', { GenerateSecretString: { GenerateStringKey: 'password', SecretStringTemplate: '{"username":"replication","dbname":"shop"}', ExcludePunctuation: true } });
        dev.hasResourceProperties('AWS::SecretsManager::SecretTargetAttachment', { SecretId: { Ref: secret }, TargetId: { Ref: idOf(dev, 'AWS::RDS::DBCluster') }, TargetType: 'AWS::RDS::DBCluster' });
    });

    test('gets another password as often as is set, the first time when it is there', () => {
        for (const [template, days] of [[dev, 30], [prod, 45]] as const) {
            template.hasResource('AWS::SecretsManager::RotationSchedule', {
                Properties: Match.objectLike({ RotationRules: { ScheduleExpression: `rate(${days} days)` }, RotateImmediatelyOnUpdate: false }),
                DependsOn: Match.arrayWith([idOf(template, 'Custom::SourceMigrations')]),
            });
        }
    });

    test('needs no macro to get it', () => {
        expect(dev.toJSON().Transform).toBeUndefined();
    });
});

describe('the migrations', () => {
    test('are those of sql/oltp, letter for letter', () => {
        const [{ Properties }] = Object.values(dev.findResources('Custom::SourceMigrations')) as [{ Properties: { migrations: unknown } }];
        const texts = readdirSync(OLTP).sort().map((name) => [name, readFileSync(join(OLTP, name), 'utf8').replaceAll('\r\n', '\n')] as const);
        expect(texts.length).toBeGreaterThan(2);
        expect(Properties.migrations).toEqual(texts.map(([name, text]) => ({ name, text, sha256: createHash('sha256').update(text).digest('hex') })));
    });

    test('wait for the database and for the rules that let them through', () => {
        const ids = ['AWS::RDS::DBInstance', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'].map((type) => idOf(dev, type));
        dev.hasResource('Custom::SourceMigrations', { DependsOn: Match.arrayWith(ids.sort()) });
    });

    test('run in the network and may read two secrets, and write none', () => {
        dev.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'shop-lake-dev-migrate-source', VpcConfig: Match.objectLike({ SubnetIds: [Match.anyValue(), Match.anyValue()] }) });
        const role = idOf(dev, 'AWS::IAM::Role', { RoleName: 'shop-lake-dev-migrate-source' });
        const ofSecrets = statementsOf(dev, role).filter(({ Action }) => JSON.stringify(Action).includes('secretsmanager'));
        expect(ofSecrets.map(({ Action }) => Action)).toEqual([['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret']].map((actions) => actions.sort()));
        expect(ofSecrets[0]!.Resource).toHaveLength(2);
        expect(JSON.stringify(ofSecrets[0]!.Resource)).not.toContain('*');
    });

    test('are told of in an output', () => {
        expect(dev.findOutputs('AppliedMigrations')).toMatchObject({ AppliedMigrations: { Value: { 'Fn::GetAtt': [idOf(dev, 'Custom::SourceMigrations'), 'applied'] } } });
        expect(Object.keys(dev.findOutputs('*'))).toEqual(expect.arrayContaining(['WriterEndpoint', 'MasterSecret', 'ShowPassword', 'Connect']));
    });
});
