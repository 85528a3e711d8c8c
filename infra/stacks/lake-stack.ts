import type { App } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { AccessLogBucket } from '../constructs/access-log-bucket.js';
import { LakeAccess } from '../constructs/lake-access.js';
import { DATABASES, LakeDatabases } from '../constructs/lake-databases.js';
import { LayerBucket } from '../constructs/layer-bucket.js';
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
    /** Names of the databases of the catalogue. */
    readonly databases = DATABASES;
    private readonly access: LakeAccess;

    constructor(app: App, { settings }: ShopStackProps) {
        super(app, 'lake', 'Where the lake is kept: buckets for raw, clean and model, their keys and their databases in the catalogue.', settings);
        this.personalKey = this.key('PersonalKey', 'personal', 'Of raw and clean, which have names and e-mail addresses.');
        this.modelKey = this.key('ModelKey', 'model', 'Of model and of the answers of analysts, without names and addresses.');
        this.accessLogs = new AccessLogBucket(this, 'AccessLogs').bucket;
        this.raw = new LayerBucket(this, 'Raw', { layer: 'raw', key: this.personalKey, accessLogs: this.accessLogs, isSeldomRead: true }).bucket;
        this.clean = new LayerBucket(this, 'Clean', { layer: 'clean', key: this.personalKey, accessLogs: this.accessLogs }).bucket;
        this.model = new LayerBucket(this, 'Model', { layer: 'model', key: this.modelKey, accessLogs: this.accessLogs }).bucket;
        new LakeDatabases(this, 'Databases', { clean: this.clean, model: this.model });
        this.access = new LakeAccess(this, 'Access', this);

        this.output('RawBucket', this.raw.bucketName, 'Has everything that came in, as it came: keep it, the rest can be made from it. It has personal data.');
        this.output('CleanBucket', this.clean.bucketName, 'Has the tables of the databases clean and state. It has personal data.');
        this.output('ModelBucket', this.model.bucketName, 'Has the tables of the database model, which analysts read.');
        this.output('AccessLogsBucket', this.accessLogs.bucketName, `Tells who read and wrote what in the three, for ${settings.logDays} days.`);
        this.output('ListRaw', `aws s3 ls s3://${this.raw.bucketName}/v${settings.generation}/public/`, 'Next step: deploy the stack of replication; once it has loaded, this lists a folder for each table.');
    }

    /** Lets DMS write and replace its files in the folders of generations of raw. */
    grantReplicate(role: IRole): void {
        this.access.grantReplicate(role);
    }

    /** Lets the markers of complete loads be written, and what they count be read. */
    grantMark(role: IRole): void {
        this.access.grantMark(role);
    }

    /** Lets the job read raw, add imports to it, and read and write the tables. */
    grantTransform(role: IRole): void {
        this.access.grantTransform(role);
    }

    /** Lets somebody read the tables of model and the views, and nothing else. */
    grantRead(role: IRole): void {
        this.access.grantRead(role);
    }

    private key(id: string, alias: string, description: string): Key {
        return new Key(this, id, { alias: this.nameOf(alias), description, enableKeyRotation: true, removalPolicy: this.removalPolicy });
    }
}
