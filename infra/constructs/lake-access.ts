import { Stack, Validations } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';
import { DATABASES, TABLE_FOLDERS } from './lake-databases.js';
import { bucketName, type Layer } from './layer-bucket.js';

export interface LakeAccessProps {
    /** Of raw and clean. */
    readonly personalKey: IKey;
    readonly modelKey: IKey;
}

/** Where an import writes: jobs/spark/history_place.py. */
const FOLDERS_OF_IMPORT = ['history', '_prepared', '_rejected'];

/** Folders of generations, such as v1. */
const GENERATIONS = 'v*';

/**
 * Who may do what in the lake. Each role gets a policy; keys and buckets know no names of roles, so that no stack waits for one behind it.
 *
 * Keys are used through S3 alone: nobody decrypts anything outside of the objects that he may read.
 */
export class LakeAccess extends Construct {
    constructor(
        scope: Construct,
        id: string,
        private readonly keys: LakeAccessProps,
    ) {
        super(scope, id);
    }

    /** What the S3 target of DMS needs: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html#CHAP_Target.S3.Prerequisites */
    grantReplicate(role: IRole): void {
        const { personalKey } = this.keys;
        this.list(role, 'ListRaw', ['raw']);
        this.objects(role, 'WriteChanges', ['s3:PutObject', 's3:PutObjectTagging', 's3:DeleteObject'], [this.in('raw', `${GENERATIONS}/*`)]);
        this.key(role, 'EncryptRaw', ['kms:Decrypt', 'kms:GenerateDataKey'], [personalKey]);
    }

    grantMark(role: IRole): void {
        const { personalKey } = this.keys;
        this.list(role, 'ListRaw', ['raw']);
        this.objects(role, 'ReadLoads', ['s3:GetObject'], [this.in('raw', `${GENERATIONS}/*`)]);
        this.objects(role, 'WriteMarkers', ['s3:PutObject'], [this.in('raw', `${GENERATIONS}/_loads/*`)]);
        this.key(role, 'EncryptRaw', ['kms:Decrypt', 'kms:GenerateDataKey'], [personalKey]);
    }

    grantTransform(role: IRole): void {
        const { personalKey, modelKey } = this.keys;
        const write = ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:PutObject'];
        this.list(role, 'ListLake', ['raw', 'clean', 'model']);
        this.objects(role, 'ReadRaw', ['s3:GetObject'], [this.in('raw', '*')]);
        // Hadoop makes an object for each folder, beside it or in it.
        this.objects(role, 'WriteImports', write, FOLDERS_OF_IMPORT.flatMap((folder) => [this.in('raw', `${folder}/*`), this.in('raw', `${folder}_$folder$`)]));
        const tables = [this.in('clean', `${TABLE_FOLDERS.clean}/*`), this.in('clean', `${TABLE_FOLDERS.state}/*`), this.in('model', `${TABLE_FOLDERS.model}/*`)];
        this.objects(role, 'WriteTables', ['s3:GetObject', ...write], tables);
        this.key(role, 'EncryptLake', ['kms:Decrypt', 'kms:GenerateDataKey'], [personalKey, modelKey]);
        // No phase drops a table or makes a database.
        this.catalogue(role, 'ChangeTables', ['glue:CreateTable', 'glue:GetDatabase', 'glue:GetTable', 'glue:UpdateTable'], [DATABASES.clean, DATABASES.state, DATABASES.model]);
    }

    grantRead(role: IRole): void {
        const { modelKey } = this.keys;
        this.list(role, 'ListModel', ['model']);
        this.objects(role, 'ReadModel', ['s3:GetObject'], [this.in('model', `${TABLE_FOLDERS.model}/*`)]);
        this.key(role, 'DecryptModel', ['kms:Decrypt'], [modelKey]);
        this.catalogue(role, 'ReadTables', ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables'], [DATABASES.model, DATABASES.analytics]);
        // Athena looks whether it is there: https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
        allow(role, 'LookForDefault', ['glue:GetDatabase'], [this.arn('database', 'default')]);
    }

    private list(role: IRole, sid: string, layers: readonly Layer[]): void {
        allow(role, sid, ['s3:GetBucketLocation', 's3:ListBucket'], layers.map((layer) => this.in(layer)));
    }

    private objects(role: IRole, sid: string, actions: readonly string[], arns: readonly string[]): void {
        allow(role, sid, actions, arns);
        acknowledge(role, arns, 'Objects below folders of the lake, whose names come with the data.');
    }

    private key(role: IRole, sid: string, actions: readonly string[], keys: readonly IKey[]): void {
        allow(role, sid, actions, keys.map(({ keyArn }) => keyArn), { StringEquals: { 'kms:ViaService': `s3.${Stack.of(this).region}.amazonaws.com` } });
    }

    private catalogue(role: IRole, sid: string, actions: readonly string[], databases: readonly string[]): void {
        const tables = databases.map((name) => this.arn('table', `${name}/*`));
        allow(role, sid, actions, [this.arn('catalog'), ...databases.map((name) => this.arn('database', name)), ...tables]);
        acknowledge(role, tables, 'All tables of a database, which the job makes and not the deployment.');
    }

    /** By the name that the bucket is given: templates of other stacks say what is meant. */
    private in(layer: Layer, objects?: string): string {
        const stack = ShopStack.of(this) as ShopStack;
        return stack.formatArn({ service: 's3', region: '', account: '', resource: bucketName(stack, layer), resourceName: objects });
    }

    private arn(resource: string, resourceName?: string): string {
        return Stack.of(this).formatArn({ service: 'glue', resource, resourceName });
    }
}

function allow(role: IRole, sid: string, actions: readonly string[], resources: readonly string[], conditions?: Record<string, unknown>): void {
    role.addToPrincipalPolicy(new PolicyStatement({ sid, actions: [...actions], resources: [...resources], conditions }));
}

function acknowledge(role: IRole, arns: readonly string[], reason: string): void {
    const withStar = arns.filter((arn) => arn.includes('*')).map((arn) => asPrinted(Stack.of(role).resolve(arn) as Joined));
    Validations.of(role).acknowledge(...withStar.map((arn) => ({ id: `AwsSolutions-IAM5[Resource::${arn}]`, reason })));
}

interface Joined {
    readonly 'Fn::Join': readonly [string, readonly (string | { readonly Ref: string })[]];
}

/** As cdk-nag prints an ARN, in its words for what is acknowledged. */
const asPrinted = ({ 'Fn::Join': [between, parts] }: Joined): string => parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join(between);
