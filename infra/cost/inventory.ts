import { type App, CfnResource } from 'aws-cdk-lib';
import { CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';

/** What costs by being there. */
export interface Inventory {
    /** Of every type of resource, how many. */
    readonly types: ReadonlyMap<string, number>;
    /** Interface endpoints, each as often as the zones it stands in. */
    readonly endpointZones: number;
}

/** Counts the resources of an application. */
export function inventoryOf(app: App): Inventory {
    const resources = app.node.findAll().filter((one): one is CfnResource => CfnResource.isCfnResource(one));
    const types = new Map<string, number>();
    for (const { cfnResourceType } of resources) types.set(cfnResourceType, (types.get(cfnResourceType) ?? 0) + 1);
    const endpoints = resources.filter((one): one is CfnVPCEndpoint => one instanceof CfnVPCEndpoint && one.vpcEndpointType === 'Interface');
    return { types, endpointZones: endpoints.reduce((sum, one) => sum + (one.stack.resolve(one.subnetIds) as readonly unknown[]).length, 0) };
}
