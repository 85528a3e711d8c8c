import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openedBytes, readBytes, sparkWork, workOf } from './spark-work.js';

const SQL = 'org.apache.spark.sql.execution.ui.';
const scan = (nodeName: string, columns: string, id: number, metric = 'total data file size (bytes)') => ({ nodeName, simpleString: `${nodeName}[${columns}] IcebergScan(table=…, groupedBy=) RuntimeFilters: []`, children: [], metrics: [{ name: 'number of output rows', accumulatorId: id + 1000 }, { name: metric, accumulatorId: id }] });
const plan = (...children: readonly object[]) => ({ nodeName: 'Project', simpleString: 'Project [user_id#1L]', children, metrics: [] });
const LINES = [
    { Event: 'SparkListenerLogStart' },
    { Event: `${SQL}SparkListenerSQLExecutionStart`, sparkPlanInfo: plan(scan('BatchScan glue_catalog.clean.users', 'user_id#2334L, name#7', 1), scan('Scan parquet ', 'Op#3,user_id#4L', 2, 'size of files read')) },
    { Event: `${SQL}SparkListenerDriverAccumUpdates`, accumUpdates: [[1, 4000], [1001, 7], [2, 500]] },
    // The same scans in the plan as it became.
    { Event: `${SQL}SparkListenerSQLAdaptiveExecutionUpdate`, sparkPlanInfo: plan(scan('BatchScan glue_catalog.clean.users', 'user_id#2334L, name#7', 1)) },
    { Event: 'SparkListenerTaskEnd', 'Task Metrics': { 'Executor CPU Time': 1_500_000_000 } },
    { Event: `${SQL}SparkListenerSQLExecutionStart`, sparkPlanInfo: plan(scan('BatchScan glue_catalog.clean.users', 'name#9, _file#10', 4), scan('BatchScan glue_catalog.clean.users.refs', 'name#9', 5)) },
    { Event: `${SQL}SparkListenerDriverAccumUpdates`, accumUpdates: [[4, 1000], [5, 0]] },
    { Event: 'SparkListenerTaskEnd', 'Task Metrics': { 'Executor CPU Time': 500_000_000 } },
    // One that was lost with its executor.
    { Event: 'SparkListenerTaskEnd' },
].map((event) => JSON.stringify(event));
const WORK = {
    scans: [
        { table: 'clean.users', columns: ['user_id', 'name'], bytes: 4000 },
        { table: 'raw', columns: ['Op', 'user_id'], bytes: 500 },
        { table: 'clean.users', columns: ['name', '_file'], bytes: 1000 },
    ],
    cpuSeconds: 2,
};

it('has what each scan opened, once however often its plan is told, and what tasks worked', async () => {
    expect(await workOf(LINES)).toEqual(WORK);
});

it('is taken from the one log that a folder has', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lake-spark-work-'));
    try {
        await expect(sparkWork(folder)).rejects.toThrow('has 0 logs');
        writeFileSync(join(folder, 'local-1'), LINES.join('\n'));
        // Hadoop's checksum of it.
        writeFileSync(join(folder, '.local-1.crc'), '');
        expect(await sparkWork(folder)).toEqual(WORK);
        writeFileSync(join(folder, 'local-2.inprogress'), '');
        await expect(sparkWork(folder)).rejects.toThrow('has 2 logs');
    } finally {
        rmSync(folder, { recursive: true });
    }
});

it('reads of what it opens the share of the columns that it names', () => {
    const tables = new Map([['clean.users', new Map([['user_id', 10], ['name', 60], ['email', 30]])]]);
    expect(openedBytes(WORK.scans)).toBe(5500);
    // 70 % of 4,000, all 500 of raw, and 60 % of 1,000, as _file is no column of a file.
    expect(readBytes(WORK.scans, tables)).toBe(2800 + 500 + 600);
});
