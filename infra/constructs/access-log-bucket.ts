import { Duration, Tags, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';
import { bucketName } from './layer-bucket.js';

/** Who read and wrote what in the buckets of the lake, for as long as logs are kept. */
export class AccessLogBucket extends Construct {
    readonly bucket: Bucket;

    constructor(scope: Construct, id: string) {
        super(scope, id);
        const stack = ShopStack.of(this) as ShopStack;
        const { destroyData, logDays } = stack.settings;
        this.bucket = new Bucket(this, 'Bucket', {
            bucketName: bucketName(stack, 'access-logs'),
            blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
            objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforceSSL: true,
            minimumTLSVersion: 1.2,
            // S3 delivers logs to no bucket that has a key of ours as its default.
            // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
            encryption: BucketEncryption.S3_MANAGED,
            lifecycleRules: [{ id: 'logs', expiration: Duration.days(logDays), abortIncompleteMultipartUploadAfter: Duration.days(7) }],
            removalPolicy: stack.removalPolicy,
            autoDeleteObjects: destroyData,
        });
        // The rules of infra/rules let current objects end only in a bucket that says so.
        Tags.of(this.bucket).add('objects', 'expire');
        Validations.of(this.bucket).acknowledge({ id: 'AwsSolutions-S1', reason: 'It gets the logs of the others; a log of its own would be about itself without end.' });
    }
}
