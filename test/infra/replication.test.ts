import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ReplicationStack } from '../../infra/stacks/replication-stack.js';
import { dmsTableMappings } from '../../tables/derive/dms-mappings.js';
import { sourceTables } from '../../tables/index.js';
import { type BuiltLake, builtLake } from './built-lake.js';

interface Resource {
    readonly Type: string;
    readonly Properties: Readonly<Record<string, never>> & Record<string, unknown>;
    readonly DependsOn?: readonly string[];
}

let [provisioned, reloaded, slower, serverless]: BuiltLake[] = [];
beforeAll(() => {
    provisioned = builtLake();
    reloaded = builtLake({ generation: '2' });
    slower = builtLake({ replicationIntervalSeconds: '600' });
    serverless = builtLake({ replicationEngine: 'serverless' });
});

const template = (lake: BuiltLake | undefined): Template => lake!.template('replication');
function resources(lake: BuiltLake | undefined, type: string): [string, Resource][] {
    return Object.entries(template(lake).findResources(type) as Record<string, Resource>);
}
const only = (lake: BuiltLake | undefined, type: string): [string, Resource] => {
    const found = resources(lake, type);
    expect(found, type).toHaveLength(1);
    return found[0]!;
};
const properties = (lake: BuiltLake | undefined, type: string) => only(lake, type)[1].Properties as Record<string, unknown>;
const targetOf = (lake: BuiltLake | undefined) => resources(lake, 'AWS::DMS::Endpoint').find(([, { Properties }]) => Properties.EndpointType === 'target')!;

describe('the source endpoint', () => {
    test('reads Aurora by test_decoding over TLS, with a heartbeat, without DDL capture and without a password in the template', () => {
        template(provisioned).hasResourceProperties('AWS::DMS::Endpoint', {
            EndpointType: 'source',
            EngineName: 'aurora-postgresql',
            DatabaseName: 'shop',
            SslMode: 'require',
            PostgreSqlSettings: { PluginName: 'test_decoding', HeartbeatEnable: true, HeartbeatFrequency: 1, HeartbeatSchema: 'dms', CaptureDdls: false, FailTasksOnLobTruncation: true, SecretsManagerSecretId: Match.anyValue() },
            Username: Match.absent(),
            Password: Match.absent(),
            ServerName: Match.absent(),
        });
    });

    test('has a role for the secret that DMS takes in its region, and that reads this secret alone', () => {
        template(provisioned).hasResourceProperties('AWS::IAM::Role', {
            RoleName: 'shop-lake-dev-replication-secret',
            AssumeRolePolicyDocument: {
                Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: ['dms.amazonaws.com', { 'Fn::Join': ['', ['dms.', { Ref: 'AWS::Region' }, '.amazonaws.com']] }] } }],
            },
        });
        const [, policy] = resources(provisioned, 'AWS::IAM::Policy').find(([id]) => id.startsWith('EndpointsSecretRole'))!;
        const { Statement } = policy.Properties.PolicyDocument as unknown as { Statement: { Action: string[]; Resource: object }[] };
        expect(Statement.flatMap(({ Action }) => Action).filter((action) => !action.startsWith('kms:Decrypt'))).toEqual(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']);
        expect(JSON.stringify(Statement)).not.toContain('"*"');
    });
});

describe('the target endpoint', () => {
    test('writes Parquet as the lake reads it, into the folder of its generation', () => {
        expect(targetOf(provisioned)[1].Properties).toMatchObject({
            EndpointIdentifier: 'shop-lake-dev-v1',
            EngineName: 's3',
            S3Settings: {
                BucketFolder: 'v1',
                DataFormat: 'parquet',
                ParquetVersion: 'parquet-2-0',
                CompressionType: 'GZIP',
                EnableStatistics: true,
                IncludeOpForFullLoad: true,
                CdcInsertsOnly: false,
                CdcInsertsAndUpdates: false,
                PreserveTransactions: false,
                GlueCatalogGeneration: false,
                TimestampColumnName: '_dms_commit_ts',
                UseTaskStartTimeForFullLoadTimestamp: true,
                DatePartitionEnabled: true,
                DatePartitionSequence: 'YYYYMMDDHH',
                DatePartitionDelimiter: 'SLASH',
                CdcMaxBatchInterval: 300,
                CdcMinFileSize: 32_000,
                MaxFileSize: 262_144,
                RowGroupLength: 100_000,
                ExpectedBucketOwner: { Ref: 'AWS::AccountId' },
                EncryptionMode: 'SSE_KMS',
            },
        });
        const { ServerSideEncryptionKmsKeyId } = targetOf(provisioned)[1].Properties.S3Settings as unknown as Record<string, unknown>;
        expect(JSON.stringify(ServerSideEncryptionKmsKeyId)).toContain('PersonalKey');
    });

    test('takes its interval from the settings', () => {
        expect(targetOf(slower)[1].Properties).toMatchObject({ S3Settings: { CdcMaxBatchInterval: 600 } });
    });

    test('is tried by DMS only when its role has its rights', () => {
        expect(targetOf(provisioned)[1].DependsOn?.some((id) => id.startsWith('EndpointsTargetRoleDefaultPolicy'))).toBe(true);
        template(provisioned).hasResourceProperties('AWS::IAM::Role', {
            RoleName: 'shop-lake-dev-replication-target',
            AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'dms.amazonaws.com' } }] },
        });
    });
});

describe('the names that DMS puts at the end of its ARNs', () => {
    test('have at most its 31 characters, also under the longest name and generation', () => {
        const { template } = builtLake({ name: 'shopofshopping', generation: '999999999', environment: 'prod', alarmEmail: 'somebody@example.com' });
        const names = Object.values(template('replication').toJSON().Resources as Record<string, { Type: string; Properties?: { ResourceIdentifier?: string } }>).flatMap(({ Properties }) => Properties?.ResourceIdentifier ?? []);
        expect(names.length).toBeGreaterThanOrEqual(4);
        expect(names.filter((name) => name.length > 31)).toEqual([]);
    });
});

describe('the task', () => {
    test('loads and follows the six tables, and never takes anything out of raw', () => {
        const task = properties(provisioned, 'AWS::DMS::ReplicationTask');
        expect(task).toMatchObject({ MigrationType: 'full-load-and-cdc', ReplicationTaskIdentifier: 'shop-lake-dev-v1' });
        expect(JSON.parse(task.TableMappings as string)).toEqual(dmsTableMappings(sourceTables));
        expect(JSON.parse(task.ReplicationTaskSettings as string)).toMatchObject({
            TargetMetadata: { SupportLobs: true, FullLobMode: false, LimitedSizeLobMode: true, LobMaxSize: 64, BatchApplyEnabled: false },
            FullLoadSettings: { TargetTablePrepMode: 'DO_NOTHING' },
            ChangeProcessingDdlHandlingPolicy: { HandleSourceTableDropped: false, HandleSourceTableTruncated: false, HandleSourceTableAltered: true },
            ErrorBehavior: { DataErrorPolicy: 'SUSPEND_TABLE', TableErrorPolicy: 'SUSPEND_TABLE', RecoverableErrorCount: -1, FailOnNoTablesCaptured: true, FailOnTransactionConsistencyBreached: true },
            ValidationSettings: { EnableValidation: false },
            Logging: { EnableLogging: true },
        });
    });

    test('stands on an instance that is not public, encrypted with the key of personal data, of the size of the settings', () => {
        const instance = properties(provisioned, 'AWS::DMS::ReplicationInstance');
        expect(instance).toMatchObject({ PubliclyAccessible: false, MultiAZ: false, ReplicationInstanceClass: 'dms.t3.small', AllocatedStorage: 20, ReplicationInstanceIdentifier: 'shop-lake-dev-replication' });
        expect(JSON.stringify(instance.KmsKeyId)).toContain('PersonalKey');
        expect(JSON.stringify(instance.VpcSecurityGroupIds)).toContain('DatabaseClients');
        const prod = builtLake({ environment: 'prod', alarmEmail: 'somebody@example.com' });
        expect(properties(prod, 'AWS::DMS::ReplicationInstance')).toMatchObject({ MultiAZ: true, ReplicationInstanceClass: 'dms.c6i.large', AllocatedStorage: 100 });
    });

    test('on the serverless engine has the same tables and settings, within the units of the settings', () => {
        const config = properties(serverless, 'AWS::DMS::ReplicationConfig');
        const task = properties(provisioned, 'AWS::DMS::ReplicationTask');
        expect(config).toMatchObject({
            ReplicationConfigIdentifier: 'shop-lake-dev-v1',
            ReplicationType: 'full-load-and-cdc',
            TableMappings: JSON.parse(task.TableMappings as string) as object,
            ReplicationSettings: JSON.parse(task.ReplicationTaskSettings as string) as object,
            ComputeConfig: { MinCapacityUnits: 1, MaxCapacityUnits: 2, MultiAZ: false },
        });
        expect(JSON.stringify(config.ComputeConfig)).toContain('PersonalKey');
        template(serverless).resourceCountIs('AWS::DMS::ReplicationInstance', 0);
        template(serverless).resourceCountIs('AWS::DMS::ReplicationTask', 0);
    });

    test('of another generation is another resource with another name, and writes into another folder through an endpoint of its own', () => {
        for (const find of [(lake: BuiltLake | undefined) => only(lake, 'AWS::DMS::ReplicationTask'), targetOf]) {
            const [[before, { Properties: one }], [after, { Properties: other }]] = [find(provisioned), find(reloaded)];
            expect(after).not.toBe(before);
            for (const name of ['ReplicationTaskIdentifier', 'EndpointIdentifier', 'ResourceIdentifier'] as const) {
                if (name in one) expect([one[name], other[name]]).toEqual(['shop-lake-dev-v1', 'shop-lake-dev-v2']);
            }
        }
        expect(targetOf(reloaded)[1].Properties).toMatchObject({ S3Settings: { BucketFolder: 'v2' } });
        expect(only(reloaded, 'AWS::DMS::ReplicationInstance')).toEqual(only(provisioned, 'AWS::DMS::ReplicationInstance'));
    });

    test('has its name, its end of the ARN and its dimension in the metrics in common', () => {
        const { taskDimensions, instanceIdentifier } = provisioned!.stacks.get('replication') as ReplicationStack;
        const task = properties(provisioned, 'AWS::DMS::ReplicationTask');
        expect([task.ReplicationTaskIdentifier, task.ResourceIdentifier, taskDimensions.ReplicationTaskIdentifier]).toEqual(Array(3).fill('shop-lake-dev-v1'));
        expect([properties(provisioned, 'AWS::DMS::ReplicationInstance').ReplicationInstanceIdentifier, taskDimensions.ReplicationInstanceIdentifier, instanceIdentifier]).toEqual(Array(3).fill('shop-lake-dev-replication'));
    });
});

describe('a deployment', () => {
    const before = (lake: BuiltLake | undefined) => only(lake, 'Custom::ReplicationStandsStill');
    const after = (lake: BuiltLake | undefined) => only(lake, 'Custom::ReplicationRuns');

    test.each([
        ['provisioned', () => provisioned, 'AWS::DMS::ReplicationTask'],
        ['serverless', () => serverless, 'AWS::DMS::ReplicationConfig'],
    ])('stops the task before it and both endpoints are changed, and starts it behind them (%s)', (engine, lake, type) => {
        const changed = [only(lake(), type), ...resources(lake(), 'AWS::DMS::Endpoint')];
        for (const [id, { DependsOn }] of changed) {
            expect(DependsOn, id).toContain(before(lake())[0]);
            expect(after(lake())[1].DependsOn).toContain(id);
        }
        expect(before(lake())[1].Properties).toMatchObject({ moment: 'before', engine, identifier: 'shop-lake-dev-v1' });
        expect(after(lake())[1].Properties).toMatchObject({ moment: 'after', engine, identifier: 'shop-lake-dev-v1' });
    });

    test('that changes nothing of the task leaves it running, and one that changes an endpoint or the generation does not', () => {
        const hash = (lake: BuiltLake | undefined) => [before(lake)[1].Properties.madeOf, after(lake)[1].Properties.madeOf];
        const [known] = hash(provisioned);
        expect(hash(provisioned)).toEqual([known, known]);
        expect(hash(builtLake({ replicationStorageGb: '50', logDays: '60', freshnessMinutes: '100' }))).toEqual([known, known]);
        for (const lake of [slower, reloaded, serverless]) expect(hash(lake)).not.toContain(known);
    });

    test('keeps the rights to stop the task as long as there is one', () => {
        for (const [, { DependsOn }] of [before(provisioned), after(provisioned)]) expect(DependsOn?.some((id) => id.startsWith('RunFunctionRoleDefaultPolicy'))).toBe(true);
    });

    test('runs no task but those of this lake', () => {
        const [, policy] = resources(provisioned, 'AWS::IAM::Policy').find(([id]) => id.startsWith('RunFunctionRole'))!;
        const { Statement } = policy.Properties.PolicyDocument as unknown as { Statement: { Action: string | string[]; Resource: unknown }[] };
        const wide = Statement.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);
        expect(wide.sort()).toEqual(['dms:DescribeConnections', 'dms:DescribeReplicationTasks', 'dms:DescribeReplications']);
        const narrow = Statement.filter(({ Action }) => /Start|Stop|Test/.test(String(Action)));
        expect(JSON.stringify(Statement)).not.toMatch(/s3:(?!ListBucket)/);
        expect(narrow).toHaveLength(3);
        for (const { Resource } of narrow) expect(JSON.stringify(Resource)).toContain('shop-lake-dev-');
    });
});

describe('the roles that DMS needs once an account', () => {
    test('come before the subnet group, and stay when the stack goes', () => {
        const roles = Object.entries(template(provisioned).findResources('AWS::IAM::Role', { Properties: { RoleName: Match.stringLikeRegexp('^dms-') } }));
        expect(roles.map(([, { Properties }]) => (Properties as { RoleName: string }).RoleName).sort()).toEqual(['dms-cloudwatch-logs-role', 'dms-vpc-role']);
        for (const [id, role] of roles) {
            expect((role as { DeletionPolicy: string }).DeletionPolicy).toBe('RetainExceptOnCreate');
            expect(only(provisioned, 'AWS::DMS::ReplicationSubnetGroup')[1].DependsOn).toContain(id);
        }
    });

    test('are left alone where the account has them', () => {
        const found = template(builtLake({ createDmsRoles: 'false' })).findResources('AWS::IAM::Role', { Properties: { RoleName: Match.stringLikeRegexp('^dms-') } });
        expect(found).toEqual({});
    });
});

describe('the markers', () => {
    test('are looked for every five minutes and at each change of a task of either engine', () => {
        template(provisioned).hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(5 minutes)' });
        template(provisioned).hasResourceProperties('AWS::Events::Rule', { EventPattern: { source: ['aws.dms'], 'detail-type': ['DMS Replication Task State Change', 'DMS Replication State Change'] } });
    });

    test('are those of the task and the generation that are deployed', () => {
        const environment = (lake: BuiltLake | undefined) =>
            (resources(lake, 'AWS::Lambda::Function').find(([, { Properties }]) => (Properties.FunctionName as unknown) === 'shop-lake-dev-mark-loads')![1].Properties.Environment as unknown as { Variables: object }).Variables;
        expect(environment(reloaded)).toMatchObject({ LAKE: 'shop-lake-dev', ENGINE: 'provisioned', IDENTIFIER: 'shop-lake-dev-v2', GENERATION: '2' });
        expect(environment(serverless)).toMatchObject({ ENGINE: 'serverless', IDENTIFIER: 'shop-lake-dev-v1', GENERATION: '1' });
    });

    test('put metrics into the namespace of the lake alone', () => {
        template(provisioned).hasResourceProperties('AWS::IAM::Policy', {
            PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'cloudwatch:PutMetricData', Condition: { StringEquals: { 'cloudwatch:namespace': 'ShopLake' } } })]) },
        });
    });
});

test('the outputs say how to look at replication, resume it and load anew', () => {
    for (const [lake, word] of [[provisioned, 'describe-replication-tasks'], [serverless, 'describe-replications']] as const) {
        const outputs = template(lake).findOutputs('*') as Record<string, { Value: unknown; Description?: string }>;
        expect(Object.keys(outputs)).toEqual(expect.arrayContaining(['TaskArn', 'LookAtTask', 'LookAtTables', 'Resume', 'LoadAnew']));
        expect(outputs.LookAtTask!.Value).toContain(word);
        expect(JSON.stringify(outputs.Resume!.Value)).toContain('resume-processing');
        expect(outputs.LoadAnew!.Value).toBe('generation: 2 in infra/environments.ts, then: npx cdk deploy --all -c environment=dev');
    }
});
