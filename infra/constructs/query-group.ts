import { Duration, Stack, Tags, Validations } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';

export interface QueryGroupProps {
    readonly name: string;
    /** One sentence. */
    readonly description: string;
    /** Of the answers. */
    readonly key: IKey;
}

/** As Athena's prices count. */
const BYTES_OF_GB = 1_000_000_000;

/** A workgroup of Athena, whose settings hold whatever a client asks for, and a bucket for its answers, which are removed after some days. */
export class QueryGroup extends Construct {
    readonly workGroup: CfnWorkGroup;
    /** Where answers go. */
    readonly results: Bucket;
    private readonly key: IKey;

    constructor(scope: Construct, id: string, { name, description, key }: QueryGroupProps) {
        super(scope, id);
        const { settings } = ShopStack.of(this) as ShopStack;
        this.key = key;
        this.results = this.bucket();
        this.workGroup = new CfnWorkGroup(this, 'WorkGroup', {
            name,
            description,
            state: 'ENABLED',
            // Its history and its saved queries are no data of the lake, and would else keep the stack from going.
            recursiveDeleteOption: true,
            workGroupConfiguration: {
                enforceWorkGroupConfiguration: true,
                publishCloudWatchMetricsEnabled: true,
                bytesScannedCutoffPerQuery: settings.queryGb * BYTES_OF_GB,
                engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
                resultConfiguration: {
                    outputLocation: this.results.s3UrlForObject(''),
                    encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: key.keyArn },
                    expectedBucketOwner: Stack.of(this).account,
                },
            },
        });
    }

    /** Lets a role ask in the workgroup and read the answers. What may be asked of is granted by the lake. */
    grantAsk(role: IRole): void {
        const stack = Stack.of(this);
        const bucket = stack.formatArn({ service: 's3', region: '', account: '', resource: this.bucketName });
        const allow = (sid: string, actions: string[], resources: string[], conditions?: Record<string, unknown>) => role.addToPrincipalPolicy(new PolicyStatement({ sid, actions, resources, conditions }));
        allow('Ask', ASK, [this.workGroupArn]);
        allow('Answers', ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'], [`${bucket}/*`]);
        allow('BucketOfAnswers', ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], [bucket]);
        allow('KeyOfAnswers', ['kms:Decrypt', 'kms:GenerateDataKey'], [this.key.keyArn], { StringEquals: { 'kms:ViaService': `s3.${stack.region}.amazonaws.com` } });
        const printed = `arn:<AWS::Partition>:s3:::${(stack as ShopStack).nameOf(ANSWERS)}-<AWS::AccountId>-<AWS::Region>/*`;
        Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${printed}]`, reason: 'Answers of the workgroup, whose names Athena chooses.' });
    }

    /** ARN of the workgroup. */
    get workGroupArn(): string {
        return Stack.of(this).formatArn({ service: 'athena', resource: 'workgroup', resourceName: this.workGroup.name });
    }

    private get bucketName(): string {
        const stack = ShopStack.of(this) as ShopStack;
        return `${stack.nameOf(ANSWERS)}-${stack.account}-${stack.region}`;
    }

    private bucket(): Bucket {
        const { settings, removalPolicy } = ShopStack.of(this) as ShopStack;
        const bucket = new Bucket(this, 'Results', {
            // Known before it is there, so that roles of other stacks name it and wait for nothing.
            bucketName: this.bucketName,
            encryption: BucketEncryption.KMS,
            encryptionKey: this.key,
            bucketKeyEnabled: true,
            enforceSSL: true,
            minimumTLSVersion: 1.2,
            blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
            objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycleRules: [{ id: 'answers', expiration: Duration.days(settings.resultDays), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
            removalPolicy,
            autoDeleteObjects: settings.destroyData,
        });
        // Objects of the lake end only in a bucket that says so.
        Tags.of(bucket).add('objects', 'expire');
        Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: 'Who asked what, and when, is in the history of the workgroup; answers are copies that are removed after some days.' });
        return bucket;
    }
}

const ANSWERS = 'answers';

const ASK = [
    'athena:BatchGetQueryExecution',
    'athena:GetQueryExecution',
    'athena:GetQueryResults',
    'athena:GetQueryResultsStream',
    'athena:GetQueryRuntimeStatistics',
    'athena:GetWorkGroup',
    'athena:ListQueryExecutions',
    'athena:StartQueryExecution',
    'athena:StopQueryExecution',
];
