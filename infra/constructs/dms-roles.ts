import { RemovalPolicy } from 'aws-cdk-lib';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';

/**
 * The roles under fixed names with which DMS enters a network and writes logs. An account has each once, also for what others
 * replicate in it: they stay when the stack goes.
 * Source: AWS DMS User Guide, "Creating the IAM roles to use with AWS DMS".
 */
export class DmsRoles extends Construct {
    constructor(scope: Construct, id: string) {
        super(scope, id);
        this.role('Network', 'dms-vpc-role', 'AmazonDMSVPCManagementRole');
        this.role('Logs', 'dms-cloudwatch-logs-role', 'AmazonDMSCloudWatchLogsRole');
    }

    private role(id: string, roleName: string, policy: string): void {
        const role = new Role(this, id, {
            roleName,
            description: 'Of AWS DMS in this account.',
            assumedBy: new ServicePrincipal('dms.amazonaws.com'),
            managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(`service-role/${policy}`)],
        });
        role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        acknowledge(role, `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/${policy}]`, 'DMS asks for a role of this name with this policy of its own.');
    }
}
