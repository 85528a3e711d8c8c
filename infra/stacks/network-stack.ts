import type { App } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup, type Vpc } from 'aws-cdk-lib/aws-ec2';
import { IsolatedNetwork } from '../constructs/isolated-network.js';
import { ServiceEndpoints } from '../constructs/service-endpoints.js';
import { ShopStack, type ShopStackProps } from './shop-stack.js';

/** A private network without a way to the internet: nothing in it needs one. The job of Glue runs outside of it. */
export class NetworkStack extends ShopStack {
    readonly vpc: Vpc;
    /** Of whatever may reach the database. */
    readonly databaseClients: SecurityGroup;

    constructor(app: App, { settings }: ShopStackProps) {
        super(app, 'network', 'Private network of the shop lake: subnets and endpoints, no way to the internet.', settings);
        this.vpc = new IsolatedNetwork(this, 'Network').vpc;
        this.databaseClients = new SecurityGroup(this, 'DatabaseClients', {
            vpc: this.vpc,
            securityGroupName: this.nameOf('database-clients'),
            description: 'Whatever may reach the database',
            allowAllOutbound: false,
        });
        // The addresses of S3 are known to its gateway alone; without a way to the internet, nobody else is to be reached.
        this.databaseClients.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'S3 by its gateway, and the endpoints');
        new ServiceEndpoints(this, 'Endpoints', { vpc: this.vpc, zones: settings.endpointZones, clients: this.databaseClients });

        this.output('Vpc', this.vpc.vpcId, "The private network. Next: the stack source, with the shop's database in it.");
        this.output('Subnets', this.vpc.isolatedSubnets.map(({ subnetId }) => subnetId).join(','), 'Where a program of the shop has to run to reach the database.');
        this.output('ClientsGroup', this.databaseClients.securityGroupId, 'The security group that a program of the shop has to have to reach the database.');
    }
}
