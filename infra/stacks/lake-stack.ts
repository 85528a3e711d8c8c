import type { App } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { ShopStack, type ShopStackProps } from './shop-stack.js';

/** Where the lake is kept: raw, clean and model, each layer open to those who have to do with it. */
export class LakeStack extends ShopStack {
    /** Of raw and clean, which have personal data. */
    readonly personalKey: Key;
    /** Of model, and of what is asked from it. */
    readonly modelKey: Key;
    readonly raw: Bucket;
    readonly clean: Bucket;
    readonly model: Bucket;
    /** Who read and wrote what in the buckets. */
    readonly accessLogs: Bucket;

    constructor(app: App, { settings }: ShopStackProps) {
        super(app, 'lake', 'Where the lake is kept: buckets for raw, clean and model, their keys and their databases in the catalogue.', settings);
        this.personalKey = new Key(this, 'PersonalKey', { enableKeyRotation: true, removalPolicy: this.removalPolicy });
        this.modelKey = new Key(this, 'ModelKey', { enableKeyRotation: true, removalPolicy: this.removalPolicy });
        this.accessLogs = new Bucket(this, 'AccessLogs', { enforceSSL: true, removalPolicy: this.removalPolicy });
        const bucket = (id: string, key: Key) =>
            new Bucket(this, id, { encryption: BucketEncryption.KMS, encryptionKey: key, enforceSSL: true, serverAccessLogsBucket: this.accessLogs, serverAccessLogsPrefix: `${id}/`, removalPolicy: this.removalPolicy });
        this.raw = bucket('Raw', this.personalKey);
        this.clean = bucket('Clean', this.personalKey);
        this.model = bucket('Model', this.modelKey);
    }

    /** Lets DMS write and replace its files in raw. */
    grantReplicate(grantee: IGrantable): void {
        this.raw.grantReadWrite(grantee);
    }

    /** Lets the function of markers read the files of loads and add markers. */
    grantMark(grantee: IGrantable): void {
        this.raw.grantReadWrite(grantee);
    }

    /** Lets the job read raw, and read and write the tables. */
    grantTransform(grantee: IGrantable): void {
        this.raw.grantRead(grantee);
        this.clean.grantReadWrite(grantee);
        this.model.grantReadWrite(grantee);
    }

    /** Lets somebody read the tables of model and the views, and nothing else. */
    grantRead(grantee: IGrantable): void {
        this.model.grantRead(grantee);
    }
}
