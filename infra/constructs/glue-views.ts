import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import { sqlFile } from '../../local/engine/sql-files.js';
import { type GlueView, glueView } from '../../tables/derive/glue-view.js';
import { viewsInOrder, viewsReadBy } from '../../tables/derive/view-order.js';
import type { View } from '../../tables/table.js';

export interface GlueViewsProps {
    readonly views: readonly View[];
    /** Name of the database that has them. */
    readonly database: string;
    /** The text of a view. @default - its file in sql/athena */
    readonly sqlOf?: (view: View) => string;
}

/** The views as entries of the catalogue, which come, change and go with their files, each behind those that it reads. */
export class GlueViews extends Construct {
    /** Their names. */
    readonly names: readonly string[];

    constructor(scope: Construct, id: string, { views, database, sqlOf = ({ name }) => sqlFile(`athena/${name}.sql`) }: GlueViewsProps) {
        super(scope, id);
        const made = new Map<string, CfnTable>();
        for (const view of viewsInOrder(views, sqlOf)) {
            const sql = sqlOf(view);
            const table = new CfnTable(this, view.name, { catalogId: Stack.of(this).account, databaseName: database, tableInput: tableInput(view, glueView({ view, sql, database })) });
            // Once each, however often it is read.
            for (const read of new Set(viewsReadBy(sql, made))) table.addResourceDependency(made.get(read)!);
            made.set(view.name, table);
        }
        this.names = [...made.keys()];
    }
}

/** The same, with lists that the CDK may change. */
const tableInput = ({ purpose }: View, entry: GlueView): CfnTable.TableInputProperty => ({
    ...entry,
    description: purpose,
    partitionKeys: [...entry.partitionKeys],
    storageDescriptor: { ...entry.storageDescriptor, columns: [...entry.storageDescriptor.columns] },
});
