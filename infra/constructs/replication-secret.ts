import { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { DatabaseCluster } from 'aws-cdk-lib/aws-rds';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IDependable } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';
import { acknowledge } from './acknowledge.js';
import { NodeFunction } from './node-function.js';

export interface ReplicationSecretProps {
    readonly cluster: DatabaseCluster;
    /** Of the database within the cluster. */
    readonly database: string;
}

export interface RotationProps {
    readonly vpc: IVpc;
    /** That may reach the database and Secrets Manager. */
    readonly clients: ISecurityGroup;
    /** What makes the user. */
    readonly after: IDependable;
}

/** User and password by which AWS DMS reads the shop's database, with its address: username, password, host, port, dbname. */
export class ReplicationSecret extends Construct {
    readonly secret: ISecret;

    constructor(scope: Construct, id: string, { cluster, database }: ReplicationSecretProps) {
        super(scope, id);
        const stack = ShopStack.of(this) as ShopStack;
        const secret = new Secret(this, 'Secret', {
            secretName: stack.nameOf('replication'),
            description: "By which replication reads the shop's database",
            generateSecretString: { secretStringTemplate: JSON.stringify({ username: 'replication', dbname: database }), generateStringKey: 'password', passwordLength: 40, excludePunctuation: true },
            removalPolicy: stack.removalPolicy,
        });
        this.secret = secret.attach(cluster);
    }

    /**
     * Has the password changed every `passwordDays`. A function of our own does it, as AWS's would bring a macro and a stack
     * that no template shows. Not at once: the user is as new as the password. A connection that DMS has goes on; for the
     * next one it asks for the secret again.
     */
    rotate({ vpc, clients, after }: RotationProps): void {
        const { settings } = ShopStack.of(this) as ShopStack;
        const { function: rotationLambda, role } = new NodeFunction(this, 'Rotate', {
            name: 'rotate-replication',
            description: 'Gives the user of replication another password.',
            vpc,
            vpcSubnets: { subnets: vpc.isolatedSubnets },
            securityGroups: [clients],
        });
        acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'Secrets Manager is asked for a random password, which belongs to no secret yet.');
        const schedule = this.secret.addRotationSchedule('Schedule', { rotationLambda, automaticallyAfter: Duration.days(settings.passwordDays), rotateImmediatelyOnUpdate: false });
        schedule.node.addDependency(after);
    }
}
