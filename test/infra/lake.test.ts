import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { builtLake } from './built-lake.js';

const template = builtLake().template('lake');
const LAYERS = ['raw', 'clean', 'model'] as const;

interface Bucket {
    readonly DeletionPolicy?: string;
    readonly Properties: {
        readonly BucketEncryption: { readonly ServerSideEncryptionConfiguration: readonly [{ readonly BucketKeyEnabled?: boolean; readonly ServerSideEncryptionByDefault: { readonly SSEAlgorithm: string; readonly KMSMasterKeyID?: { readonly 'Fn::GetAtt': readonly [string, string] } } }] };
        readonly LifecycleConfiguration: { readonly Rules: readonly Readonly<Record<string, unknown>>[] };
    };
}

const text = (value: unknown): string => JSON.stringify(value);

/** The bucket whose name has a layer in it. */
function bucket(layer: string, of: Template = template): Bucket {
    const found = Object.values(of.findResources('AWS::S3::Bucket')).filter((one) => text((one as { Properties: { BucketName: unknown } }).Properties.BucketName).includes(`-${layer}-`));
    expect(found).toHaveLength(1);
    return found[0] as Bucket;
}

describe('the buckets of the lake', () => {
    it('have names that can be known before they are there', () => {
        for (const layer of [...LAYERS, 'access-logs']) {
            template.hasResourceProperties('AWS::S3::Bucket', { BucketName: { 'Fn::Join': ['', [`shop-lake-dev-${layer}-`, { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]] } });
        }
    });

    it('are encrypted with the key of their layer: personal data with another than the model', () => {
        const key = (layer: string) => {
            const [{ BucketKeyEnabled, ServerSideEncryptionByDefault: by }] = bucket(layer).Properties.BucketEncryption.ServerSideEncryptionConfiguration;
            expect({ BucketKeyEnabled, SSEAlgorithm: by.SSEAlgorithm }).toEqual({ BucketKeyEnabled: true, SSEAlgorithm: 'aws:kms' });
            return by.KMSMasterKeyID!['Fn::GetAtt'][0].replace(/[0-9A-F]{8}$/, '');
        };
        expect(LAYERS.map(key)).toEqual(['PersonalKey', 'PersonalKey', 'ModelKey']);
        expect(bucket('access-logs').Properties.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault).toEqual({ SSEAlgorithm: 'AES256' });
    });

    it('let only overwritten and deleted objects of a layer end, after as many days as the setting says', () => {
        const rules = { end: { Id: 'overwritten-and-deleted', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 7 }, ExpiredObjectDeleteMarker: true, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } } };
        expect(bucket('clean').Properties.LifecycleConfiguration.Rules).toEqual([rules.end]);
        expect(bucket('model').Properties.LifecycleConfiguration.Rules).toEqual([rules.end]);
        expect(bucket('raw').Properties.LifecycleConfiguration.Rules).toEqual([rules.end, { Id: 'seldom-read', Status: 'Enabled', Transitions: [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 30 }] }]);
    });

    it('refuse requests without TLS, or with one before 1.2', () => {
        const refused = (condition: object) => Match.objectLike({ Action: 's3:*', Effect: 'Deny', Principal: { AWS: '*' }, Condition: condition });
        const policies = Object.values(template.findResources('AWS::S3::BucketPolicy', { Properties: { PolicyDocument: { Statement: Match.arrayWith([refused({ Bool: { 'aws:SecureTransport': 'false' } }), refused({ NumericLessThan: { 's3:TlsVersion': 1.2 } })]) } } }));
        expect(policies).toHaveLength(4);
    });

    it('refuse an object that says it is encrypted otherwise, and none that says nothing', () => {
        const header = 's3:x-amz-server-side-encryption';
        const policies = Object.values(template.findResources('AWS::S3::BucketPolicy', { Properties: { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 's3:PutObject', Effect: 'Deny', Condition: { Null: { [header]: 'false' }, StringNotEquals: { [header]: ['aws:kms'] } } })]) } } }));
        expect(policies).toHaveLength(3);
    });

    it.each(LAYERS)('log who opens %s', (layer) => {
        template.hasResourceProperties('AWS::S3::Bucket', { LoggingConfiguration: { LogFilePrefix: `${layer}/` }, Tags: Match.arrayWith([{ Key: 'layer', Value: layer }]) });
    });

    it('stay with their keys and databases when the stack goes', () => {
        for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Glue::Database']) template.allResources(type, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
        template.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
    });

    it('go only if both switches say so', () => {
        const going = builtLake({ destroyData: 'true', confirmDestroyData: 'shop-lake-dev' }).template('lake');
        for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Glue::Database']) going.allResources(type, { DeletionPolicy: 'Delete' });
        going.resourceCountIs('Custom::S3AutoDeleteObjects', 4);
    });
});

describe('the databases of the catalogue', () => {
    it.each([
        ['clean', 'Clean', 'clean'],
        ['state', 'Clean', 'state'],
        ['model', 'Model', 'model'],
    ])('%s makes its tables in the bucket %s, in the folder %s', (name, of, folder) => {
        template.hasResourceProperties('AWS::Glue::Database', { DatabaseInput: { Name: name, LocationUri: { 'Fn::Join': ['', ['s3://', { Ref: Match.stringLikeRegexp(`^${of}Bucket`) }, `/${folder}`]] } } });
    });
});
