import type { App } from 'aws-cdk-lib';
import { IpAddresses, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ShopStack, type ShopStackProps } from './shop-stack.js';

/** A private network without a way to the internet: nothing in it needs one. */
export class NetworkStack extends ShopStack {
    readonly vpc: Vpc;
    /** Of whatever may reach the database. */
    readonly databaseClients: SecurityGroup;

    constructor(app: App, { settings }: ShopStackProps) {
        super(app, 'network', 'Private network of the shop lake: subnets and endpoints, no way to the internet.', settings);
        this.vpc = new Vpc(this, 'Vpc', {
            ipAddresses: IpAddresses.cidr(settings.vpcCidr),
            maxAzs: 2,
            natGateways: 0,
            subnetConfiguration: [{ name: 'private', subnetType: SubnetType.PRIVATE_ISOLATED }],
        });
        this.databaseClients = new SecurityGroup(this, 'DatabaseClients', { vpc: this.vpc, description: 'Whatever may reach the database' });
    }
}
