import { CustomResource, Duration, Validations } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { DatabaseCluster } from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { readMigrations } from '../../local/source/read-migrations.js';
import { type MigrationRequest, sent } from '../functions/source/migration-request.js';
import { ShopStack } from '../stacks/shop-stack.js';
import { NodeFunction } from './node-function.js';

export interface SourceMigrationsProps {
    readonly vpc: IVpc;
    /** That may reach the database and Secrets Manager. */
    readonly clients: ISecurityGroup;
    readonly cluster: DatabaseCluster;
    /** Of the database within the cluster. */
    readonly database: string;
    readonly replicationSecret: ISecret;
}

/**
 * Applies sql/oltp to the shop's database at each deployment that has other migrations, and makes the user of
 * replication. The texts are part of the template: what it shows is what the database gets.
 */
export class SourceMigrations extends Construct {
    /** In words, what the last deployment did. */
    readonly applied: string;

    constructor(scope: Construct, id: string, { vpc, clients, cluster, database, replicationSecret }: SourceMigrationsProps) {
        super(scope, id);
        const migrate = new NodeFunction(this, 'Migrate', {
            name: 'migrate-source',
            description: "Brings the shop's database to the tables of sql/oltp.",
            vpc,
            vpcSubnets: { subnets: vpc.isolatedSubnets },
            securityGroups: [clients],
            timeout: Duration.minutes(14),
        });
        const master = cluster.secret!;
        master.grantRead(migrate.role);
        replicationSecret.grantRead(migrate.role);

        const request: MigrationRequest = {
            host: cluster.clusterEndpoint.hostname,
            port: '5432',
            database,
            masterSecret: master.secretArn,
            replicationSecret: replicationSecret.secretArn,
            migrations: readMigrations().map(sent),
        };
        const resource = new CustomResource(this, 'Migrations', {
            resourceType: 'Custom::SourceMigrations',
            serviceToken: this.provider(migrate).serviceToken,
            properties: { ...request },
        });
        // Its address is there before anybody answers at it, and before the rules let anybody through.
        resource.node.addDependency(cluster, ...cluster.connections.securityGroups);
        this.applied = resource.getAttString('applied');
    }

    /** Calls the function and tells CloudFormation; it runs outside of the network, since the answer goes there by the internet. */
    private provider({ function: onEventHandler }: NodeFunction): Provider {
        const stack = ShopStack.of(this) as ShopStack;
        const name = stack.nameOf('migrate-source-provider');
        const logGroup = new LogGroup(this, 'ProviderLogs', { logGroupName: `/aws/lambda/${name}`, retention: stack.settings.logDays as RetentionDays, removalPolicy: stack.removalPolicy });
        const role = new Role(this, 'ProviderRole', { roleName: name, assumedBy: new ServicePrincipal('lambda.amazonaws.com'), description: 'Of the function that calls migrate-source for CloudFormation' });
        logGroup.grantWrite(role);
        const provider = new Provider(this, 'Provider', { providerFunctionName: name, onEventHandler, frameworkOnEventRole: role, logGroup });
        // Its policy names the function by what it refers to in the template.
        const called = (stack.resolve(onEventHandler.functionArn) as { 'Fn::GetAtt': string[] })['Fn::GetAtt'].join('.');
        Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::<${called}>:*]`, reason: 'It may call one function, migrate-source, in whatever version: the CDK grants both at once.' });
        return provider;
    }
}
