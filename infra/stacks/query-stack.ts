import type { App } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
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

    /** Lets a role ask in the workgroup and read the answers. What may be asked of is granted by the lake. */
    grantAsk(role: IRole): void {
        role.addToPrincipalPolicy(new PolicyStatement({ actions: ['athena:StartQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults'], resources: [this.formatArn({ service: 'athena', resource: 'workgroup', resourceName: this.workGroupName })] }));
    }
}
