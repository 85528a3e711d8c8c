import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Aws } from 'aws-cdk-lib';
import { GatewayVpcEndpointAwsService, InterfaceVpcEndpointAwsService, type ISecurityGroup, Port, SecurityGroup, type Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

export interface ServiceEndpointsProps {
    readonly vpc: Vpc;
    /** In how many zones the interface endpoints stand. */
    readonly zones: number;
    /** Who may use them. */
    readonly clients: ISecurityGroup;
}

/**
 * The ways out of the network, each to one service of AWS: DMS writes files to S3, asks Secrets Manager for its password
 * and writes its log; the functions at the database ask for passwords.
 * (https://docs.aws.amazon.com/dms/latest/userguide/CHAP_VPC_Endpoints.html)
 */
export class ServiceEndpoints extends Construct {
    constructor(scope: Construct, id: string, { vpc, zones, clients }: ServiceEndpointsProps) {
        super(scope, id);
        const s3 = vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
        // An endpoint's policy grants nothing by itself: this says that no data goes to buckets of other accounts.
        s3.addToPolicy(only('aws:ResourceAccount', 's3:*'));

        const group = new SecurityGroup(this, 'Group', { vpc, description: 'Endpoints of Secrets Manager and CloudWatch Logs', allowAllOutbound: false });
        group.addIngressRule(clients, Port.tcp(443), 'Programs at the database');
        const services = {
            SecretsManager: { service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER, actions: 'secretsmanager:*' },
            Logs: { service: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS, actions: 'logs:*' },
        };
        for (const [name, { service, actions }] of Object.entries(services)) {
            const endpoint = vpc.addInterfaceEndpoint(name, { service, subnets: { subnets: vpc.isolatedSubnets.slice(0, zones) }, securityGroups: [group], open: false });
            // By who asks; what our roles may ask for, their policies say.
            endpoint.addToPolicy(only('aws:PrincipalAccount', actions));
        }
    }
}

const only = (account: 'aws:ResourceAccount' | 'aws:PrincipalAccount', actions: string): PolicyStatement =>
    new PolicyStatement({ effect: Effect.ALLOW, principals: [new AnyPrincipal()], actions: [actions], resources: ['*'], conditions: { StringEquals: { [account]: Aws.ACCOUNT_ID } } });
