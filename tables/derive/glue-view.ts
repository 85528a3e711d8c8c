import type { Relation } from '../table.js';
import { athenaType } from './athena-types.js';

/** The catalogue under which Athena knows Glue's. */
export const ATHENA_CATALOGUE = 'awsdatacatalog';

/** Glue refuses a longer comment of a column: https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html */
const MOST_BYTES_OF_COMMENT = 255;

/** A column as Glue's catalogue keeps it. */
export interface GlueColumn {
    readonly name: string;
    /** Hive's name of it. */
    readonly type: string;
    readonly comment: string;
}

/**
 * `TableInput` of a view, with the names that CloudFormation and the CDK give its parts:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-glue-table-tableinput.html
 */
export interface GlueView {
    readonly name: string;
    readonly tableType: 'VIRTUAL_VIEW';
    readonly parameters: Readonly<Record<string, string>>;
    /** Empty and never absent: queries of the view would fail. */
    readonly partitionKeys: readonly [];
    readonly storageDescriptor: {
        readonly columns: readonly GlueColumn[];
        readonly serdeInfo: Readonly<Record<string, never>>;
        readonly location: '';
    };
    readonly viewOriginalText: string;
    readonly viewExpandedText: string;
}

export interface GlueViewProps {
    readonly view: Pick<Relation, 'name' | 'columns'>;
    /** Its statement, unchanged: the text of `sql/athena/<name>.sql`. */
    readonly sql: string;
    /** Catalogue of everything that the statement names. @default 'awsdatacatalog' */
    readonly catalogue?: string;
    /** Database of the view, and of those that it reads by their bare names. */
    readonly database: string;
}

/**
 * A view as Athena itself stores it in Glue, so that CloudFormation can make it: no other form is needed for Athena to read it.
 * Nothing checks the columns when it is made; if they are not those of the statement, each query fails with "stale or in invalid
 * state". Format: `ConnectorViewDefinition` in base64, as Trino's Hive connector writes it, of which Athena needs four fields.
 *
 * @throws Error if the meaning of a column is longer than Glue takes
 */
export function glueView({ view, sql, catalogue = ATHENA_CATALOGUE, database }: GlueViewProps): GlueView {
    const columns = Object.entries(view.columns).map(([name, { type, meaning }]) => ({ name, type: athenaType(type), comment: commentOf(view.name, name, meaning) }));
    const definition = {
        originalSql: sql,
        catalog: catalogue,
        schema: database,
        columns: columns.map(({ name, type }) => ({ name, type: type.trino })),
    };
    return {
        name: view.name,
        tableType: 'VIRTUAL_VIEW',
        // Both: without the comment Trino takes it for a view of Hive.
        parameters: { presto_view: 'true', comment: 'Presto View' },
        partitionKeys: [],
        storageDescriptor: {
            columns: columns.map(({ name, type, comment }) => ({ name, type: type.hive, comment })),
            serdeInfo: {},
            location: '',
        },
        viewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString('base64')} */`,
        viewExpandedText: '/* Presto View */',
    };
}

function commentOf(view: string, column: string, meaning: string): string {
    const bytes = Buffer.byteLength(meaning);
    if (bytes <= MOST_BYTES_OF_COMMENT) return meaning;
    throw new Error(`The meaning of ${view}.${column} has ${bytes} bytes, and Glue takes ${MOST_BYTES_OF_COMMENT} as a comment: say it in fewer words.`);
}
