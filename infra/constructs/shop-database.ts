import { Duration, Validations } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AuroraPostgresEngineVersion, CfnDBInstance, CfnDBSubnetGroup, ClusterInstance, Credentials, DatabaseCluster, DatabaseClusterEngine, ParameterGroup } from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';

export interface ShopDatabaseProps {
    readonly vpc: IVpc;
    /** Of the database within the cluster. */
    readonly name: string;
}

/** Of 16, which AWS DMS reads (https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html). */
const ENGINE = DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_16_13 });

/** For one task of replication and those that follow it, and nobody in the clear. */
const PARAMETERS = {
    'rds.logical_replication': '1',
    'rds.force_ssl': '1',
    max_replication_slots: '10',
    max_wal_senders: '15',
    max_worker_processes: '16',
    // Milliseconds: DMS fails with less than ten seconds, and a dead connection should not hold its slot for long.
    wal_sender_timeout: '30000',
};

/** Aurora PostgreSQL that scales by itself, in private, encrypted, with the log that replication follows. */
export class ShopDatabase extends Construct {
    readonly cluster: DatabaseCluster;
    /** Name of the user who may do everything but be a superuser. */
    readonly administrator = 'shop_admin';

    constructor(scope: Construct, id: string, { vpc, name }: ShopDatabaseProps) {
        super(scope, id);
        const stack = ShopStack.of(this) as ShopStack;
        const { settings, removalPolicy } = stack;
        const clusterIdentifier = stack.nameOf('source');
        const key = new Key(this, 'Key', { alias: stack.nameOf('source'), description: "The shop's database and its backups", enableKeyRotation: true, removalPolicy });
        // Made before Aurora would make it, which keeps logs for ever.
        const logs = new LogGroup(this, 'Logs', { logGroupName: `/aws/rds/cluster/${clusterIdentifier}/postgresql`, retention: settings.logDays as RetentionDays, removalPolicy });
        this.cluster = new DatabaseCluster(this, 'Cluster', {
            engine: ENGINE,
            clusterIdentifier,
            defaultDatabaseName: name,
            vpc,
            vpcSubnets: { subnets: vpc.isolatedSubnets },
            securityGroups: [new SecurityGroup(this, 'Group', { vpc, description: 'Database of the shop', allowAllOutbound: false })],
            parameterGroup: new ParameterGroup(this, 'Parameters', { engine: ENGINE, description: 'Logical replication, and TLS for all', parameters: PARAMETERS, removalPolicy }),
            serverlessV2MinCapacity: settings.databaseMinCapacity,
            serverlessV2MaxCapacity: settings.databaseMaxCapacity,
            writer: ClusterInstance.serverlessV2('writer'),
            // The first takes over when the writer fails, so it is as large.
            readers: Array.from({ length: settings.databaseReaders }, (_, index) => ClusterInstance.serverlessV2(`reader${index + 1}`, { scaleWithWriter: index === 0 })),
            credentials: Credentials.fromUsername(this.administrator),
            // RDS makes, keeps and changes it by itself every week: no function of ours has to, and no template has it.
            manageMasterUserPassword: true,
            iamAuthentication: true,
            storageEncrypted: true,
            storageEncryptionKey: key,
            backup: { retention: Duration.days(settings.databaseBackupDays) },
            copyTagsToSnapshot: true,
            deletionProtection: !settings.destroyData,
            deleteAutomatedBackups: settings.destroyData,
            removalPolicy,
            cloudwatchLogsExports: ['postgresql'],
        });
        this.cluster.node.addDependency(logs);
        // A cluster that stays is of no use without what it runs on, to which the CDK gives the policy in part only.
        for (const part of this.cluster.node.findAll()) if (part instanceof CfnDBInstance || part instanceof CfnDBSubnetGroup) part.applyRemovalPolicy(removalPolicy);
        this.acknowledge(settings.destroyData);
    }

    private acknowledge(destroyData: boolean): void {
        const of = Validations.of(this.cluster);
        of.acknowledge({ id: 'AwsSolutions-RDS11', reason: 'Another port would hide nothing: only members of one security group of a network without a way to the internet get to it, by TLS.' });
        if (destroyData) of.acknowledge({ id: 'AwsSolutions-RDS10', reason: 'Asked for with destroyData and confirmed with confirmDestroyData: this deployment is to go with all its data.' });
    }
}
