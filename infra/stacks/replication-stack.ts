import type { App } from 'aws-cdk-lib';
import type { LakeStack } from './lake-stack.js';
import type { NetworkStack } from './network-stack.js';
import { ShopStack, type ShopStackProps } from './shop-stack.js';
import type { SourceStack } from './source-stack.js';

export interface ReplicationStackProps extends ShopStackProps {
    readonly network: NetworkStack;
    readonly source: SourceStack;
    readonly lake: LakeStack;
}

/** AWS DMS from the shop's database to raw, and the markers of loads that are complete. */
export class ReplicationStack extends ShopStack {
    /** Dimensions of the task in the metrics of AWS/DMS. */
    readonly taskDimensions: Readonly<Record<string, string>> = {};

    constructor(app: App, { settings, source }: ReplicationStackProps) {
        super(app, 'replication', "Replication of the shop's database to raw by AWS DMS, and the markers of complete loads.", settings);
        this.addStackDependency(source);
    }
}
