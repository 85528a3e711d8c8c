import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { builtLake } from './built-lake.js';

const network = builtLake({ logDays: '90' }).template('network');
const inTwoZones = builtLake({ endpointZones: '2', vpcCidr: '172.16.0.0/20' }).template('network');

const subnets = (template: Template) => Object.keys(template.findResources('AWS::EC2::Subnet')).sort();
const endpoints = (template: Template, type: string) =>
    Object.values(template.findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: type } })).map(({ Properties }) => Properties as { ServiceName: unknown; SubnetIds?: unknown[]; PolicyDocument: unknown });
const services = (template: Template, type: string) => endpoints(template, type).map(({ ServiceName }) => JSON.stringify(ServiceName).match(/"\.(\w+)"/)![1]).sort();

describe('the network', () => {
    test('has no way to the internet and none from it', () => {
        for (const type of ['AWS::EC2::InternetGateway', 'AWS::EC2::EgressOnlyInternetGateway', 'AWS::EC2::NatGateway', 'AWS::EC2::VPCGatewayAttachment', 'AWS::EC2::EIP', 'AWS::EC2::Route', 'AWS::EC2::TransitGatewayAttachment']) {
            network.resourceCountIs(type, 0);
        }
        network.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
    });

    test('has one subnet in each of two zones, of the addresses that are set', () => {
        expect(subnets(network)).toHaveLength(2);
        inTwoZones.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '172.16.0.0/20' });
        const zones = Object.values(inTwoZones.findResources('AWS::EC2::Subnet')).map(({ Properties }) => [Properties.AvailabilityZone['Fn::Select'][0], Properties.CidrBlock]);
        expect(zones.sort()).toEqual([[0, '172.16.0.0/21'], [1, '172.16.8.0/21']]);
    });

    test('leads to S3, Secrets Manager and CloudWatch Logs alone', () => {
        expect(services(network, 'Gateway')).toEqual(['s3']);
        expect(services(network, 'Interface')).toEqual(['logs', 'secretsmanager']);
    });

    test('has its interface endpoints in as many zones as are set', () => {
        expect(endpoints(network, 'Interface').map(({ SubnetIds }) => SubnetIds!.length)).toEqual([1, 1]);
        expect(endpoints(inTwoZones, 'Interface').map(({ SubnetIds }) => SubnetIds!.length)).toEqual([2, 2]);
    });

    test('lets nothing through its endpoints to or for another account', () => {
        const only = (key: string) => ({ PolicyDocument: Match.objectLike({ Statement: [Match.objectLike({ Effect: 'Allow', Condition: { StringEquals: { [key]: { Ref: 'AWS::AccountId' } } } })] }) });
        network.hasResourceProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway', ...only('aws:ResourceAccount') });
        network.resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', ...only('aws:PrincipalAccount') }, 2);
    });

    test('records all flows for as long as logs are kept', () => {
        network.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL', ResourceType: 'VPC', LogDestinationType: 'cloud-watch-logs' });
        network.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
    });

    test('lets in only programs at the database, by 443 to the endpoints', () => {
        const inward = Object.values(network.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties);
        expect(inward).toHaveLength(1);
        const [clients] = Object.keys(network.findResources('AWS::EC2::SecurityGroup', { Properties: { GroupDescription: 'Whatever may reach the database' } }));
        expect(inward[0]).toMatchObject({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourceSecurityGroupId: { 'Fn::GetAtt': [clients, 'GroupId'] } });
        for (const { Properties } of Object.values(network.findResources('AWS::EC2::SecurityGroup'))) expect(Properties.SecurityGroupIngress).toBeUndefined();
    });

    test('lets programs at the database out by 443 alone', () => {
        network.hasResourceProperties('AWS::EC2::SecurityGroup', {
            GroupDescription: 'Whatever may reach the database',
            SecurityGroupEgress: [Match.objectLike({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })],
        });
    });

    test("takes all rules from the network's default group", () => {
        network.resourceCountIs('Custom::VpcRestrictDefaultSG', 1);
    });
});
