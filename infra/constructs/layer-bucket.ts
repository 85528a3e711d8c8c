import { Duration, Stack, Tags } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, type LifecycleRule, ObjectOwnership, StorageClass, TransitionDefaultMinimumObjectSize } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';

/** How far data has come: as it came in, typed, or as it is asked. */
export type Layer = 'raw' | 'clean' | 'model';

export interface LayerBucketProps {
    /** Part of the bucket's name, and its tag. */
    readonly layer: Layer;
    /** With which everything in it is encrypted. */
    readonly key: IKey;
    /** Gets the log of who read and wrote what. */
    readonly accessLogs: IBucket;
    /** Whether objects that nobody reads for a while go to cheaper storage. @default false */
    readonly isSeldomRead?: boolean;
}

/**
 * The bucket of a layer: private, encrypted with the key of the layer, and nothing in it ends by itself but what was overwritten or deleted.
 *
 * Objects that are current are never removed by a lifecycle: files of a table are removed by Iceberg, which alone knows which of them are
 * needed, and from raw everything else can be made anew.
 */
export class LayerBucket extends Construct {
    readonly bucket: Bucket;

    constructor(scope: Construct, id: string, { layer, key, accessLogs, isSeldomRead = false }: LayerBucketProps) {
        super(scope, id);
        const stack = ShopStack.of(this) as ShopStack;
        const { destroyData, objectDays } = stack.settings;
        this.bucket = new Bucket(this, 'Bucket', {
            // Known before it is there: commands of the runbook name it.
            bucketName: bucketName(stack, layer),
            blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
            objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforceSSL: true,
            minimumTLSVersion: 1.2,
            encryption: BucketEncryption.KMS,
            encryptionKey: key,
            bucketKeyEnabled: true,
            // AWS DMS asks for no versions, or for a lifecycle that ends old ones: its listings time out else.
            // https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html
            versioned: true,
            lifecycleRules: [endOfVersions(objectDays), ...(isSeldomRead ? [toCheaperStorage] : [])],
            transitionDefaultMinimumObjectSize: TransitionDefaultMinimumObjectSize.ALL_STORAGE_CLASSES_128_K,
            serverAccessLogsBucket: accessLogs,
            serverAccessLogsPrefix: `${layer}/`,
            removalPolicy: stack.removalPolicy,
            // With a function that empties it, which is there only if data may go.
            autoDeleteObjects: destroyData,
        });
        Tags.of(this.bucket).add('layer', layer);
        this.refuseOtherEncryption(key);
    }

    /** What is put without saying how gets the bucket's own encryption; whoever says something else is refused, since readers could not read it. */
    private refuseOtherEncryption(key: IKey): void {
        const refuse = (sid: string, header: string, allowed: string[]) =>
            this.bucket.addToResourcePolicy(
                new PolicyStatement({
                    sid,
                    effect: Effect.DENY,
                    principals: [new AnyPrincipal()],
                    actions: ['s3:PutObject'],
                    resources: [this.bucket.arnForObjects('*')],
                    conditions: { Null: { [header]: 'false' }, StringNotEquals: { [header]: allowed } },
                }),
            );
        refuse('OtherEncryption', 's3:x-amz-server-side-encryption', ['aws:kms']);
        refuse('OtherKey', 's3:x-amz-server-side-encryption-aws-kms-key-id', [key.keyArn, key.keyId]);
    }
}

/** Name of a bucket of the lake; with the longest name, environment and region it has 61 of the 63 characters that S3 takes. */
export function bucketName(stack: ShopStack, thing: string): string {
    const { account, region } = Stack.of(stack);
    return `${stack.nameOf(thing)}-${account}-${region}`;
}

/** @param days for which what was overwritten or deleted can be had back */
export const endOfVersions = (days: number): LifecycleRule => ({
    id: 'overwritten-and-deleted',
    noncurrentVersionExpiration: Duration.days(days),
    expiredObjectDeleteMarker: true,
    abortIncompleteMultipartUploadAfter: Duration.days(7),
});

/** No removal: objects stay at hand as before, and are listed and read in the same way. */
const toCheaperStorage: LifecycleRule = {
    id: 'seldom-read',
    transitions: [{ storageClass: StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(30) }],
};
