import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

export interface Questions {
    /** In which they are asked. */
    readonly workGroupName: string;
    /** Name of the bucket in which the workgroup keeps the answers. */
    readonly resultsName: string;
    readonly resultsKey: IKey;
}

/** Lets a role ask in a workgroup of Athena and read the answers, which Athena writes in its name. What may be asked of is granted by the lake. */
export function grantQuestions(role: Role, { workGroupName, resultsName, resultsKey }: Questions): void {
    const stack = Stack.of(role);
    const results = stack.formatArn({ service: 's3', region: '', account: '', resource: resultsName, arnFormat: ArnFormat.NO_RESOURCE_NAME });
    const allow = (sid: string, actions: string[], resource: string, conditions?: Record<string, unknown>) => role.addToPolicy(new PolicyStatement({ sid, actions, resources: [resource], conditions }));
    allow('Ask', ['athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:StartQueryExecution'], stack.formatArn({ service: 'athena', resource: 'workgroup', resourceName: workGroupName }));
    allow('Answers', ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'], `${results}/*`);
    allow('BucketOfAnswers', ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], results);
    allow('KeyOfAnswers', ['kms:Decrypt', 'kms:GenerateDataKey'], resultsKey.keyArn, { StringEquals: { 'kms:ViaService': `s3.${stack.region}.amazonaws.com` } });
    Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${printed(stack.resolve(`${results}/*`) as Joined)}]`, reason: 'Its own answers, whose names Athena chooses.' });
}

interface Joined {
    readonly 'Fn::Join': readonly [string, readonly (string | { readonly Ref: string })[]];
}

/** As cdk-nag prints an ARN. */
const printed = ({ 'Fn::Join': [between, parts] }: Joined): string => parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join(between);
