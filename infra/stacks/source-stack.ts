import type { App } from 'aws-cdk-lib';
import { Port } from 'aws-cdk-lib/aws-ec2';
import { AuroraPostgresEngineVersion, ClusterInstance, DatabaseCluster, DatabaseClusterEngine, DatabaseSecret } from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { NodeFunction } from '../constructs/node-function.js';
import type { NetworkStack } from './network-stack.js';
import { ShopStack, type ShopStackProps } from './shop-stack.js';

export interface SourceStackProps extends ShopStackProps {
    readonly network: NetworkStack;
}

/** Database of the shop within the cluster. */
export const DATABASE = 'shop';

/** The shop's database: Aurora PostgreSQL, with the tables of sql/oltp. */
export class SourceStack extends ShopStack {
    readonly cluster: DatabaseCluster;
    /** Of the user who reads for replication: username, password, host, port, dbname. */
    readonly replicationSecret: ISecret;

    constructor(app: App, { settings, network }: SourceStackProps) {
        super(app, 'source', "The shop's database: Aurora PostgreSQL with logical replication and the shop's tables.", settings);
        this.cluster = new DatabaseCluster(this, 'Cluster', {
            engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_16_13 }),
            vpc: network.vpc,
            vpcSubnets: { subnets: network.vpc.isolatedSubnets },
            writer: ClusterInstance.serverlessV2('writer'),
            defaultDatabaseName: DATABASE,
            storageEncrypted: true,
            removalPolicy: this.removalPolicy,
        });
        this.cluster.connections.allowFrom(network.databaseClients, Port.tcp(5432));
        this.replicationSecret = new DatabaseSecret(this, 'ReplicationSecret', { username: 'replication', dbname: DATABASE }).attach(this.cluster);
        new NodeFunction(this, 'Migrate', { name: 'migrate-source', description: "Brings the shop's database to the tables of sql/oltp.", vpc: network.vpc, securityGroups: [network.databaseClients] });
    }
}
