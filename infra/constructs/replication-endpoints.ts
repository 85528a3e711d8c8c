import { CfnEndpoint, type CfnEndpointProps } from 'aws-cdk-lib/aws-dms';
import { CompositePrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { generationFolder } from '../../tables/derive/raw-layout.js';
import type { LakeStack } from '../stacks/lake-stack.js';
import { ShopStack } from '../stacks/shop-stack.js';
import { DATABASE, type SourceStack } from '../stacks/source-stack.js';

export interface ReplicationEndpointsProps {
    readonly source: SourceStack;
    readonly lake: LakeStack;
    /** Name of the task, and of its end in raw. */
    readonly identifier: string;
}

/** Where replication reads and where it writes, each with a role that may do that alone. */
export class ReplicationEndpoints extends Construct {
    readonly sourceArn: string;
    readonly targetArn: string;
    /** What they are made of: a task stands still while one of these changes. */
    readonly madeOf: readonly CfnEndpointProps[];
    readonly resources: readonly CfnEndpoint[];

    constructor(scope: Construct, id: string, { source, lake, identifier }: ReplicationEndpointsProps) {
        super(scope, id);
        const { settings } = ShopStack.of(this) as ShopStack;
        const [secretRole, targetRole] = [this.secretRole(source), this.targetRole(lake)];
        const from = this.sourceOf(source, secretRole);
        const to = this.targetOf(lake, { identifier, role: targetRole });
        const reading = new CfnEndpoint(this, 'Source', from);
        // Another resource for each generation: the task before still has its own until it is gone.
        const writing = new CfnEndpoint(this, `Target-${generationFolder(settings.generation)}`, to);
        // DMS tries what it is given, so that roles need their rights first.
        reading.node.addDependency(secretRole);
        writing.node.addDependency(targetRole);
        [this.sourceArn, this.targetArn] = [reading.ref, writing.ref];
        this.resources = [reading, writing];
        this.madeOf = [from, to];
    }

    private secretRole({ replicationSecret }: SourceStack): Role {
        const stack = ShopStack.of(this) as ShopStack;
        const role = new Role(this, 'SecretRole', {
            roleName: stack.nameOf('replication-secret'),
            description: 'With which DMS reads the password of the user of replication.',
            // DMS comes for a secret as the service of its region, elsewhere as that of all.
            assumedBy: new CompositePrincipal(new ServicePrincipal('dms.amazonaws.com'), new ServicePrincipal(`dms.${stack.region}.amazonaws.com`)),
        });
        replicationSecret.grantRead(role);
        return role;
    }

    private targetRole(lake: LakeStack): Role {
        const role = new Role(this, 'TargetRole', {
            roleName: (ShopStack.of(this) as ShopStack).nameOf('replication-target'),
            description: 'With which DMS writes its files into raw.',
            assumedBy: new ServicePrincipal('dms.amazonaws.com'),
        });
        lake.grantReplicate(role);
        return role;
    }

    private sourceOf({ replicationSecret }: SourceStack, role: Role): CfnEndpointProps {
        const stack = ShopStack.of(this) as ShopStack;
        return {
            endpointIdentifier: stack.nameOf('source'),
            resourceIdentifier: stack.nameOf('source'),
            endpointType: 'source',
            engineName: 'aurora-postgresql',
            databaseName: DATABASE,
            // verify-ca and verify-full need a certificate of the Amazon RDS authorities imported into DMS, by region and by hand.
            sslMode: 'require',
            postgreSqlSettings: {
                secretsManagerSecretId: replicationSecret.secretArn,
                secretsManagerAccessRoleArn: role.roleArn,
                pluginName: 'test_decoding',
                // Needs an event trigger, which takes rds_superuser; the user of replication is none. Columns change with tables/.
                captureDdls: false,
                // While nobody buys anything the slot would hold back all log of the cluster.
                heartbeatEnable: true,
                heartbeatFrequency: 1,
                heartbeatSchema: 'dms',
                failTasksOnLobTruncation: true,
            },
        };
    }

    private targetOf(lake: LakeStack, { identifier, role }: { readonly identifier: string; readonly role: Role }): CfnEndpointProps {
        const stack = ShopStack.of(this) as ShopStack;
        const { generation, replicationIntervalSeconds } = stack.settings;
        return {
            endpointIdentifier: identifier,
            resourceIdentifier: identifier,
            endpointType: 'target',
            engineName: 's3',
            s3Settings: {
                bucketName: lake.raw.bucketName,
                bucketFolder: generationFolder(generation),
                expectedBucketOwner: stack.account,
                serviceAccessRoleArn: role.roleArn,
                encryptionMode: 'SSE_KMS',
                serverSideEncryptionKmsKeyId: lake.personalKey.keyArn,

                dataFormat: 'parquet',
                parquetVersion: 'parquet-2-0',
                compressionType: 'GZIP',
                enableStatistics: true,
                rowGroupLength: 100_000,

                includeOpForFullLoad: true,
                cdcInsertsOnly: false,
                cdcInsertsAndUpdates: false,
                timestampColumnName: '_dms_commit_ts',
                // Orders a load against changes: all its rows have its start.
                useTaskStartTimeForFullLoadTimestamp: true,
                // The order of transactions is a column; files that keep it are CSV.
                preserveTransactions: false,
                glueCatalogGeneration: false,

                datePartitionEnabled: true,
                datePartitionSequence: 'YYYYMMDDHH',
                datePartitionDelimiter: 'SLASH',
                cdcMaxBatchInterval: replicationIntervalSeconds,
                // In KB: 32 MB of changes, 256 MB of a load.
                cdcMinFileSize: 32_000,
                maxFileSize: 262_144,
            },
        };
    }
}
