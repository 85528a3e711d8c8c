import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';

export interface QueryGroupProps {
    readonly name: string;
    /** One sentence. */
    readonly description: string;
    /** Of the answers. */
    readonly key: IKey;
}

/** A workgroup of Athena, whose settings hold whatever a client asks for, and a bucket for its answers, which are removed after some days. */
export class QueryGroup extends Construct {
    readonly workGroup: CfnWorkGroup;
    /** Where answers go. */
    readonly results: Bucket;

    constructor(scope: Construct, id: string, { name, description, key }: QueryGroupProps) {
        super(scope, id);
        const { settings, removalPolicy } = ShopStack.of(this) as ShopStack;
        this.results = new Bucket(this, 'Results', {
            encryption: BucketEncryption.KMS,
            encryptionKey: key,
            bucketKeyEnabled: true,
            enforceSSL: true,
            blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
            lifecycleRules: [{ id: 'answers', expiration: Duration.days(settings.resultDays), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
            removalPolicy,
        });
        Validations.of(this.results).acknowledge({ id: 'AwsSolutions-S1', reason: 'Who asked what, and when, is in the history of the workgroup; answers are copies that are removed after some days.' });
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
}

/** As Athena's prices count. */
const BYTES_OF_GB = 1_000_000_000;
