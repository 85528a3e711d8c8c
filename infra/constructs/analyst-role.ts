import { Stack, Validations } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface AnalystRoleProps {
    readonly name: string;
    /** The one in which it may ask. */
    readonly workGroupName: string;
    /** Where its answers go. */
    readonly results: IBucket;
    readonly resultsKey: IKey;
}

/**
 * Who asks: may ask in one workgroup and read the answers, until it is granted what to ask of.
 *
 * Whom this account lets assume the role may: it trusts the account, which alone gives nobody anything. Let people do so by a policy
 * that allows `sts:AssumeRole` on its ARN, or name them in place of the account here.
 */
export class AnalystRole extends Construct {
    readonly role: Role;

    constructor(scope: Construct, id: string, { name, workGroupName, results, resultsKey }: AnalystRoleProps) {
        super(scope, id);
        const stack = Stack.of(this);
        this.role = new Role(this, 'Role', { roleName: name, assumedBy: new AccountPrincipal(stack.account), description: 'Of analysts and their tools: asks the views and the tables of model, and changes nothing.' });
        const workGroup = stack.formatArn({ service: 'athena', resource: 'workgroup', resourceName: workGroupName });
        const catalogue = stack.formatArn({ service: 'athena', resource: 'datacatalog', resourceName: 'AwsDataCatalog' });
        this.allow('Ask', [...QUERIES, ...SAVED_QUERIES, 'athena:GetWorkGroup'].sort(), [workGroup]);
        // What Athena's console and drivers show beside a query, of which Glue answers only what the role may read.
        this.allow('Browse', ['athena:GetDatabase', 'athena:GetDataCatalog', 'athena:GetTableMetadata', 'athena:ListDatabases', 'athena:ListTableMetadata'], [catalogue]);
        this.allow('ChooseInConsole', ['athena:ListDataCatalogs', 'athena:ListEngineVersions', 'athena:ListWorkGroups'], ['*']);
        this.allow('Answers', ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'], [results.arnForObjects('*')]);
        this.allow('BucketOfAnswers', ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], [results.bucketArn]);
        this.allow('KeyOfAnswers', ['kms:Decrypt', 'kms:GenerateDataKey'], [resultsKey.keyArn], { StringEquals: { 'kms:ViaService': `s3.${stack.region}.amazonaws.com` } });
        Validations.of(this.role).acknowledge(
            { id: 'AwsSolutions-IAM5[Resource::*]', reason: 'Athena lists its workgroups and catalogues by actions that know no resources; they tell names only.' },
            { id: `AwsSolutions-IAM5[Resource::<${stack.getLogicalId(results.node.defaultChild as never)}.Arn>/*]`, reason: 'Its own answers, whose names Athena chooses.' },
        );
    }

    private allow(sid: string, actions: string[], resources: string[], conditions?: Record<string, unknown>): void {
        this.role.addToPolicy(new PolicyStatement({ sid, actions, resources, conditions }));
    }
}

const QUERIES = [
    'athena:BatchGetQueryExecution',
    'athena:GetQueryExecution',
    'athena:GetQueryResults',
    'athena:GetQueryResultsStream',
    'athena:GetQueryRuntimeStatistics',
    'athena:ListQueryExecutions',
    'athena:StartQueryExecution',
    'athena:StopQueryExecution',
];

/** Read only: those that are deployed are everybody's. */
const SAVED_QUERIES = ['athena:BatchGetNamedQuery', 'athena:GetNamedQuery', 'athena:ListNamedQueries'];
