import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Scan } from './planned-scans.js';
import type { ColumnBytes } from './scanned-bytes.js';

/** A scan of a program: of which columns of a table, or of files of raw, and how large the files are that it opens. */
export interface OpenedScan extends Scan {
    readonly bytes: number;
}

/** What a program came to, its planning in the driver apart. */
export interface SparkWork {
    readonly scans: readonly OpenedScan[];
    /** Of the processors, in tasks alone. */
    readonly cpuSeconds: number;
}

/** Settings by which a program writes into a folder, which is there, what it did: https://spark.apache.org/docs/4.1.1/monitoring.html */
export const eventLogConf = (folder: string): Record<string, string> => ({
    'spark.eventLog.enabled': 'true',
    'spark.eventLog.dir': folder,
    'spark.eventLog.rolling.enabled': 'false',
    'spark.eventLog.compress': 'false',
    // All columns of a scan are told.
    'spark.sql.debug.maxToStringFields': '1000',
});

/**
 * How Iceberg and Spark call the size of the files that a scan opens. Spark's own count of bytes read is none here: it has
 * blocks of memory in it, and not what Iceberg reads of local files.
 */
const SIZE_OPENED: readonly string[] = ['total data file size (bytes)', 'total delete file size (bytes)', 'size of files read'];

interface PlanInfo {
    readonly nodeName: string;
    readonly simpleString: string;
    readonly children: readonly PlanInfo[];
    readonly metrics: readonly { readonly name: string; readonly accumulatorId: number }[];
}

interface LogEvent {
    readonly Event: string;
    readonly sparkPlanInfo?: PlanInfo;
    readonly accumUpdates?: readonly (readonly [id: number, value: number])[];
    readonly 'Task Metrics'?: { readonly 'Executor CPU Time': number };
}

/** What the only program came to that wrote into a folder. @throws Error if there is not one log */
export async function sparkWork(folder: string): Promise<SparkWork> {
    const logs = readdirSync(folder).filter((name) => !name.startsWith('.'));
    if (logs.length !== 1) throw new Error(`${folder} has ${logs.length} logs of programs, and should have one: ${logs.join(', ')}`);
    return await workOf(createInterface(createReadStream(join(folder, logs[0]!))));
}

/** The same of the lines of a log. A task that failed counts, too. */
export async function workOf(lines: AsyncIterable<string> | Iterable<string>): Promise<SparkWork> {
    const [measured, values] = [new Map<number, Scan>(), new Map<number, number>()];
    let nanoseconds = 0;
    const note = ({ nodeName, simpleString, children, metrics }: PlanInfo): void => {
        for (const { name, accumulatorId } of metrics) if (SIZE_OPENED.includes(name)) measured.set(accumulatorId, scanOf(nodeName, simpleString));
        children.forEach(note);
    };
    for await (const line of lines) {
        if (!/^\{"Event":"(SparkListenerTaskEnd|org\.apache\.spark\.sql\.)/.test(line)) continue;
        const event = JSON.parse(line) as LogEvent;
        nanoseconds += event['Task Metrics']?.['Executor CPU Time'] ?? 0;
        if (event.sparkPlanInfo !== undefined) note(event.sparkPlanInfo);
        for (const [id, value] of event.accumUpdates ?? []) values.set(id, value);
    }
    const scans = [...measured].map(([id, scan]) => ({ ...scan, bytes: values.get(id) ?? 0 })).filter(({ bytes }) => bytes > 0);
    return { scans, cpuSeconds: nanoseconds / 1e9 };
}

/** `BatchScan glue_catalog.clean.users` is of a table, everything else of raw; behind it are its columns, as `[user_id#2334L, name#7]`. */
function scanOf(nodeName: string, simpleString: string): Scan {
    const table = /^BatchScan [^.]+\.(\S+)$/.exec(nodeName)?.[1] ?? 'raw';
    const columns = /\[([^\]]*)\]/.exec(simpleString)?.[1] ?? '';
    return { table, columns: columns.split(/, ?/).filter((column) => column !== '').map((column) => column.replace(/#\d+L?$/, '')) };
}

/** Size of the files that scans open, as a whole. */
export const openedBytes = (scans: readonly OpenedScan[]): number => scans.reduce((sum, { bytes }) => sum + bytes, 0);

/** What of them is read: the share that the columns of a scan have of all bytes of its table; of files whose columns are not known all. */
export function readBytes(scans: readonly OpenedScan[], tables: ReadonlyMap<string, ColumnBytes>): number {
    return scans.reduce((sum, { table, columns, bytes }) => {
        const sizes = tables.get(table);
        if (sizes === undefined || sizes.size === 0) return sum + bytes;
        const all = [...sizes.values()].reduce((one, other) => one + other, 0);
        return sum + (bytes * [...new Set(columns)].reduce((one, column) => one + (sizes.get(column) ?? 0), 0)) / all;
    }, 0);
}
