import type { App } from 'aws-cdk-lib';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import type { IRole, Role } from 'aws-cdk-lib/aws-iam';
import { views } from '../../tables/views/index.js';
import { AnalystRole } from '../constructs/analyst-role.js';
import { GlueViews } from '../constructs/glue-views.js';
import { DATABASES } from '../constructs/lake-databases.js';
import { QueryGroup } from '../constructs/query-group.js';
import { SavedQueries } from '../constructs/saved-queries.js';
import type { LakeStack } from './lake-stack.js';
import { ShopStack, type ShopStackProps } from './shop-stack.js';

export interface QueryStackProps extends ShopStackProps {
    readonly lake: LakeStack;
}

/** What analysts ask: the views, a workgroup of Athena, and the role that may read them. */
export class QueryStack extends ShopStack {
    readonly workGroupName: string;
    /** Database of the catalogue that has the views. */
    readonly database = DATABASES.analytics;
    /** Names of the views. */
    readonly views: readonly string[];
    /** May ask, and read what is asked. */
    readonly analyst: Role;
    private readonly group: QueryGroup;

    constructor(app: App, { settings, lake }: QueryStackProps) {
        super(app, 'query', 'What analysts ask: views in the catalogue, a workgroup of Athena and the role that may read.', settings);
        this.workGroupName = this.nameOf('analysts');
        const database = new CfnDatabase(this, 'Database', { catalogId: this.account, databaseInput: { name: this.database, description: 'Answers to questions: views over the tables of model.' } });
        const entries = new GlueViews(this, 'Views', { views, database: this.database });
        entries.node.addDependency(database);
        this.views = entries.names;

        this.group = new QueryGroup(this, 'Analysts', { name: this.workGroupName, description: 'Questions of analysts and their tools to the lake.', key: lake.modelKey });
        new SavedQueries(this, 'SavedQueries', { workGroup: this.group.workGroup, database: this.database, views });
        this.analyst = new AnalystRole(this, 'Analyst', { name: this.nameOf('analyst'), group: this.group }).role;
        lake.grantRead(this.analyst);

        this.output('AnalystRole', this.analyst.roleArn, 'The role of analysts and their tools: allow sts:AssumeRole on it to those who may ask, and to nobody else.');
        this.output('AskInConsole', `https://${this.region}.console.aws.amazon.com/athena/home?region=${this.region}#/query-editor`, `In the role of analysts: choose the workgroup ${this.workGroupName}; its saved query 0_look_here_first says how old the answers are.`);
        this.output('AskFirst', this.question('select * from data_freshness'), 'Asks how far each table has come; the answer: aws athena get-query-results --query-execution-id and the id that this prints.');
        this.output('ForBiTools', `region ${this.region}, catalogue AwsDataCatalog, database ${this.database}, workgroup ${this.workGroupName}, role ${this.analyst.roleArn}`, "What Athena's ODBC and JDBC drivers ask for; the place of the answers comes from the workgroup.");
    }

    /** Lets a role ask in the workgroup and read the answers. What may be asked of is granted by the lake. */
    grantAsk(role: IRole): void {
        this.group.grantAsk(role);
    }

    private question(sql: string): string {
        return `aws athena start-query-execution --work-group ${this.workGroupName} --query-execution-context Catalog=AwsDataCatalog,Database=${this.database} --query-string '${sql}' --query QueryExecutionId --output text`;
    }
}
