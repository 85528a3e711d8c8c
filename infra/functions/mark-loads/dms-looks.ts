import {
    DatabaseMigrationService,
    paginateDescribeReplicationTableStatistics,
    paginateDescribeTableStatistics,
    ResourceNotFoundFault,
    type ReplicationStats,
    type ReplicationTaskStats,
    type TableStatistics,
} from '@aws-sdk/client-database-migration-service';
import type { TableLooks, TaskLooks } from './markers-to-write.js';

/** What DMS says of a task and its tables. */
export interface DmsLooks {
    readonly task: TaskLooks;
    readonly looks: ReadonlyMap<string, TableLooks>;
}

const NOTHING: DmsLooks = { task: { status: null, startedAt: null, resumedAt: null, isLoaded: false }, looks: new Map() };

export async function lookAtDms(engine: 'provisioned' | 'serverless', identifier: string, client = new DatabaseMigrationService({})): Promise<DmsLooks> {
    try {
        return await (engine === 'provisioned' ? lookAtTask(client, identifier) : lookAtConfig(client, identifier));
    } catch (error) {
        // DMS has no empty answer for a filter that fits nothing.
        if (error instanceof ResourceNotFoundFault) return NOTHING;
        throw error;
    }
}

async function lookAtTask(client: DatabaseMigrationService, identifier: string): Promise<DmsLooks> {
    const task = (await client.describeReplicationTasks({ Filters: [{ Name: 'replication-task-id', Values: [identifier] }], WithoutSettings: true })).ReplicationTasks?.[0];
    if (task === undefined) return NOTHING;
    const tables: TableStatistics[] = [];
    for await (const page of paginateDescribeTableStatistics({ client }, { ReplicationTaskArn: task.ReplicationTaskArn })) tables.push(...(page.TableStatistics ?? []));
    return { task: taskLooks(task.Status, task.ReplicationTaskStats), looks: tableLooks(tables) };
}

async function lookAtConfig(client: DatabaseMigrationService, identifier: string): Promise<DmsLooks> {
    const found = (await client.describeReplications({ Filters: [{ Name: 'replication-config-id', Values: [identifier] }] })).Replications?.[0];
    if (found === undefined) return NOTHING;
    const tables: TableStatistics[] = [];
    for await (const page of paginateDescribeReplicationTableStatistics({ client }, { ReplicationConfigArn: found.ReplicationConfigArn })) tables.push(...(page.ReplicationTableStatistics ?? []));
    return { task: taskLooks(found.Status, found.ReplicationStats), looks: tableLooks(tables) };
}

export function taskLooks(status: string | undefined, stats: ReplicationTaskStats | ReplicationStats | undefined): TaskLooks {
    // That of a resume is later than the load, and never earlier than the fresh start.
    const moments = [stats?.FreshStartDate, stats?.FullLoadStartDate, stats?.StartDate].filter((date) => date !== undefined);
    const earliest = moments.sort((one, other) => one.getTime() - other.getTime())[0];
    const [fresh, last] = [stats?.FreshStartDate, stats?.StartDate];
    return {
        status: status ?? null,
        resumedAt: fresh !== undefined && last !== undefined && last > fresh ? last : null,
        startedAt: earliest === undefined ? null : `${earliest.toISOString().slice(0, 23).replace('T', ' ')}000`,
        isLoaded: stats?.FullLoadFinishDate !== undefined || stats?.FullLoadProgressPercent === 100,
    };
}

export function tableLooks(statistics: readonly TableStatistics[]): Map<string, TableLooks> {
    return new Map(
        statistics
            .filter(({ SchemaName }) => SchemaName === 'public')
            .map((one): [string, TableLooks] => [
                one.TableName!,
                {
                    state: one.TableState ?? '',
                    rows: one.FullLoadRows ?? 0,
                    errorRows: (one.FullLoadErrorRows ?? 0) + (one.FullLoadCondtnlChkFailedRows ?? 0),
                    isReloaded: one.FullLoadReloaded ?? false,
                    beganAt: one.FullLoadStartTime ?? null,
                    loadedAt: one.FullLoadEndTime ?? null,
                },
            ]),
    );
}
