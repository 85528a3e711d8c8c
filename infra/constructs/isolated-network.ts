import { Validations } from 'aws-cdk-lib';
import { FlowLogDestination, FlowLogTrafficType, IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';

/** A network of two zones without a gateway to the internet, and the record of who spoke with whom in it. */
export class IsolatedNetwork extends Construct {
    readonly vpc: Vpc;

    constructor(scope: Construct, id: string) {
        super(scope, id);
        const stack = ShopStack.of(this) as ShopStack;
        this.vpc = new Vpc(this, 'Vpc', {
            vpcName: stack.nameOf('network'),
            ipAddresses: IpAddresses.cidr(stack.settings.vpcCidr),
            maxAzs: 2,
            natGateways: 0,
            subnetConfiguration: [{ name: 'private', subnetType: SubnetType.PRIVATE_ISOLATED }],
        });
        this.record();
        acknowledgeProviderOfDefaultGroup(stack);
    }

    private record(): void {
        const stack = ShopStack.of(this) as ShopStack;
        const logGroup = new LogGroup(this, 'Flows', {
            logGroupName: `/aws/vpc/${stack.nameOf('network')}`,
            retention: stack.settings.logDays as RetentionDays,
            removalPolicy: stack.removalPolicy,
        });
        const role = new Role(this, 'FlowsRole', { assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com'), description: 'Of the network, which writes its record of flows' });
        this.vpc.addFlowLog('Flows', { destination: FlowLogDestination.toCloudWatchLogs(logGroup, role), trafficType: FlowLogTrafficType.ALL });
    }
}

/** The CDK makes the function that takes all rules from the network's default group; nothing of its role can be chosen. */
function acknowledgeProviderOfDefaultGroup(stack: ShopStack): void {
    const provider = stack.node.findChild('Custom::VpcRestrictDefaultSGCustomResourceProvider');
    Validations.of(provider).acknowledge({
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
        reason: "The CDK's own function, which runs when the network is made, writes its log by this policy and may otherwise change the rules of the default group alone.",
    });
}
