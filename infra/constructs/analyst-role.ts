import { Stack, Validations } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { QueryGroup } from './query-group.js';

export interface AnalystRoleProps {
    readonly name: string;
    /** Where it may ask. */
    readonly group: QueryGroup;
}

/**
 * Who asks: may ask in one workgroup and read the answers, until it is granted what to ask of.
 *
 * Whom this account lets assume the role may: it trusts the account, which alone gives nobody anything. Let people do so by a policy
 * that allows `sts:AssumeRole` on its ARN, or name them in place of the account here.
 */
export class AnalystRole extends Construct {
    readonly role: Role;

    constructor(scope: Construct, id: string, { name, group }: AnalystRoleProps) {
        super(scope, id);
        const stack = Stack.of(this);
        this.role = new Role(this, 'Role', { roleName: name, assumedBy: new AccountPrincipal(stack.account), description: 'Of analysts and their tools: asks the views and the tables of model, and changes nothing.' });
        group.grantAsk(this.role);
        // Not to change them: those that are deployed are everybody's.
        this.allow('SavedQueries', ['athena:BatchGetNamedQuery', 'athena:GetNamedQuery', 'athena:ListNamedQueries'], [group.workGroupArn]);
        // What Athena's console and drivers show beside a query, of which Glue answers only what the role may read.
        const catalogue = stack.formatArn({ service: 'athena', resource: 'datacatalog', resourceName: 'AwsDataCatalog' });
        this.allow('Browse', ['athena:GetDatabase', 'athena:GetDataCatalog', 'athena:GetTableMetadata', 'athena:ListDatabases', 'athena:ListTableMetadata'], [catalogue]);
        this.allow('ChooseInConsole', ['athena:ListDataCatalogs', 'athena:ListEngineVersions', 'athena:ListWorkGroups'], ['*']);
        Validations.of(this.role).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'Athena lists its workgroups and catalogues by actions that know no resources; they tell names only.' });
    }

    private allow(sid: string, actions: string[], resources: string[]): void {
        this.role.addToPolicy(new PolicyStatement({ sid, actions, resources }));
    }
}
