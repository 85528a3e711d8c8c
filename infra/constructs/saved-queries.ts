import { CfnNamedQuery, type CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { Construct } from 'constructs';
import type { View } from '../../tables/table.js';

export interface SavedQueriesProps {
    readonly workGroup: CfnWorkGroup;
    readonly database: string;
    readonly views: readonly View[];
}

/** What to ask first: how old the answers are, whether every record is accounted for, and what the last run noticed. */
const LOOK_HERE_FIRST = `
    select
        data_freshness.table_name,
        data_freshness.newest_change_at,
        data_freshness.seconds_behind,
        record_account.records,
        record_account.quarantined,
        record_account.is_closed
    from data_freshness
    left join record_account
        on data_freshness.table_name = record_account.table_name
    order by data_freshness.table_name
`;

/** Queries that Athena shows in the workgroup: what to look at first, and an example of each view. */
export class SavedQueries extends Construct {
    constructor(scope: Construct, id: string, { workGroup, database, views }: SavedQueriesProps) {
        super(scope, id);
        const first = { name: '0_look_here_first', purpose: 'How far each table has come, and whether every record of it is accounted for.', example: LOOK_HERE_FIRST };
        for (const { name, purpose, example } of [first, ...views]) {
            const query = new CfnNamedQuery(this, name, { name, description: purpose, database, workGroup: workGroup.name, queryString: outdented(example) });
            query.addResourceDependency(workGroup);
        }
    }
}

/** A text of several lines without the indentation that the file gives it. */
function outdented(text: string): string {
    const lines = text.replace(/^\n/, '').trimEnd().split('\n');
    const indentation = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
    return `${lines.map((line) => line.slice(indentation)).join('\n')}\n`;
}
