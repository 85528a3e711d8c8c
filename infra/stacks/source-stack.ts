import type { App } from 'aws-cdk-lib';
import { Port } from 'aws-cdk-lib/aws-ec2';
import type { DatabaseCluster } from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { ReplicationSecret } from '../constructs/replication-secret.js';
import { ShopDatabase } from '../constructs/shop-database.js';
import { SourceMigrations } from '../constructs/source-migrations.js';
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
        const { vpc, databaseClients: clients } = network;
        const database = new ShopDatabase(this, 'Database', { vpc, name: DATABASE });
        this.cluster = database.cluster;
        this.cluster.connections.allowFrom(clients, Port.tcp(5432), 'Programs with the group of clients');

        const replication = new ReplicationSecret(this, 'Replication', { cluster: this.cluster, database: DATABASE });
        this.replicationSecret = replication.secret;
        const migrations = new SourceMigrations(this, 'Migrations', { vpc, clients, cluster: this.cluster, database: DATABASE, replicationSecret: replication.secret });
        replication.rotate({ vpc, clients, after: migrations });

        const { hostname } = this.cluster.clusterEndpoint;
        const master = this.cluster.secret!.secretArn;
        this.output('WriterEndpoint', hostname, 'Host of the database that takes writes. Next: the stacks lake and replication.');
        this.output('MasterSecret', master, "The administrator's user and password, which RDS changes every week.");
        this.output('AppliedMigrations', migrations.applied, 'Migrations of sql/oltp that the last deployment applied; more are added as further files there.');
        this.output('ShowPassword', `aws secretsmanager get-secret-value --secret-id ${master} --query SecretString --output text`, 'Shows user and password of the administrator.');
        this.output(
            'Connect',
            `psql "host=${hostname} dbname=${DATABASE} user=${database.administrator} sslmode=verify-full sslrootcert=global-bundle.pem"`,
            'Connects from a machine in the network with the group DatabaseClients (stack network); the certificates are at https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem.',
        );
    }
}
