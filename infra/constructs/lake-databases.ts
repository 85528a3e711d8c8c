import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';

/** Databases of the catalogue. The statements of the jobs and the views name them so, hence one lake for each account and region. */
export const DATABASES = { clean: 'clean', state: 'state', model: 'model', analytics: 'analytics' } as const;

/** What an Iceberg table is made below: a folder of the database's own in the bucket of its layer. */
export const TABLE_FOLDERS = { clean: 'clean', state: 'state', model: 'model' } as const;

export interface LakeDatabasesProps {
    readonly clean: IBucket;
    readonly model: IBucket;
}

/**
 * The databases whose tables the job makes; that of the views comes with the views.
 *
 * How the catalogue itself is encrypted is a setting of the whole account and region, which is not this deployment's to make.
 */
export class LakeDatabases extends Construct {
    readonly databases: Readonly<Record<keyof typeof TABLE_FOLDERS, CfnDatabase>>;

    constructor(scope: Construct, id: string, { clean, model }: LakeDatabasesProps) {
        super(scope, id);
        this.databases = {
            clean: this.database('clean', clean, 'The newest state of each record of the shop, typed, and what was set aside. It has personal data.'),
            state: this.database('state', clean, 'What the job knows of its own runs: turns, plans, the ledger of files.'),
            model: this.database('model', model, 'Facts, dimensions, predictions and figures of the runs, without names and addresses.'),
        };
    }

    private database(name: keyof typeof TABLE_FOLDERS, bucket: IBucket, description: string): CfnDatabase {
        const stack = ShopStack.of(this) as ShopStack;
        const database = new CfnDatabase(this, `${name.charAt(0).toUpperCase()}${name.slice(1)}`, {
            catalogId: stack.account,
            databaseInput: { name: DATABASES[name], description, locationUri: bucket.s3UrlForObject(TABLE_FOLDERS[name]) },
        });
        // With a database its tables go from the catalogue, and the files would be of no table.
        database.applyRemovalPolicy(stack.removalPolicy);
        return database;
    }
}
