import type { App } from 'aws-cdk-lib';
import type { LakeStack } from './lake-stack.js';
import { ShopStack, type ShopStackProps } from './shop-stack.js';

export interface QueryStackProps extends ShopStackProps {
    readonly lake: LakeStack;
}

/** What analysts ask: the views, a workgroup of Athena, and the role that may read them. */
export class QueryStack extends ShopStack {
    readonly workGroupName: string;

    constructor(app: App, { settings }: QueryStackProps) {
        super(app, 'query', 'What analysts ask: views in the catalogue, a workgroup of Athena and the role that may read.', settings);
        this.workGroupName = this.nameOf('analysts');
    }
}
