import { isLoadStart, type LoadMarker } from '../../../tables/derive/raw-layout.js';

/** What DMS says of a task as a whole. */
export interface TaskLooks {
    /** Null if there is no such task. */
    readonly status: string | null;
    /** When it began to load, in the form of `_dms_commit_ts`; null if it did not say. */
    readonly startedAt: string | null;
    /** When it was let go on after a stop; null if it never was. */
    readonly resumedAt: Date | null;
    /** Have all tables been loaded that it knows? */
    readonly isLoaded: boolean;
}

/** What DMS says of the load of one table. */
export interface TableLooks {
    /** Before load, Full load, Table completed, Table error, …: https://docs.aws.amazon.com/dms/latest/APIReference/API_TableStatistics.html */
    readonly state: string;
    readonly rows: number;
    /** Rows that it could not load. */
    readonly errorRows: number;
    /** Was the table loaded again within its task? */
    readonly isReloaded: boolean;
    readonly beganAt: Date | null;
    readonly loadedAt: Date | null;
}

/** What the files of one table's load have together. */
export interface LoadFiles {
    readonly rows: number;
    /** The different `_dms_commit_ts` in them. */
    readonly starts: readonly string[];
}

export interface Loads {
    readonly tables: readonly string[];
    readonly task: TaskLooks;
    /** By table; one that DMS does not mention is not there. */
    readonly looks: ReadonlyMap<string, TableLooks>;
    /** By table, of those that are loaded, have rows and have no marker. */
    readonly files: ReadonlyMap<string, LoadFiles>;
    /** Table → start, of the markers that stand in raw. */
    readonly marked: ReadonlyMap<string, string>;
    readonly now: Date;
}

export interface Decision {
    readonly markers: readonly LoadMarker[];
    /** Table → what it waits for. */
    readonly waiting: ReadonlyMap<string, string>;
    /** Table → why it gets no marker, now or ever. */
    readonly refused: ReadonlyMap<string, string>;
    /** Table → why its changes do not come. */
    readonly notReplicated: ReadonlyMap<string, string>;
}

/** How long files may be behind what DMS counts, in milliseconds. */
const PATIENCE = 3_600_000;
/** After how long a count of no rows is believed, in milliseconds; DMS counts anew every minute. */
const SETTLED = 600_000;
const STANDING = ['ready', 'created', 'stopped', 'failed', 'failed-move', 'deprovisioning', 'deprovisioned', 'deleting'];

/** Does DMS say that all its rows are loaded? */
export const isComplete = (looks: TableLooks | undefined): boolean => looks !== undefined && /^table completed$/i.test(looks.state);

/** Error, cancelled, does not exist, suspended: DMS goes on without the table. */
const isOut = (looks: TableLooks): boolean => /error|cancel|suspend|not exist/i.test(looks.state);

/**
 * Which loads are complete: DMS says so, and the files have exactly the rows that it counts, all of one start. A marker lets
 * everything older than that start be deleted, so that in doubt there is none.
 */
export function markersToWrite({ tables, task, looks, files, marked, now }: Loads): Decision {
    const [markers, waiting, refused, notReplicated] = [[] as LoadMarker[], new Map<string, string>(), new Map<string, string>(), new Map<string, string>()];
    const empty: string[] = [];
    const starts = [...marked.values()];
    for (const table of tables) {
        const look = looks.get(table);
        const out = whyOut(task, look);
        if (out !== null) notReplicated.set(table, out);
        const objection = look === undefined ? null : whyNever(task, look);
        if (objection !== null) refused.set(table, objection);
        else if (marked.has(table)) continue;
        else if (look === undefined || !isComplete(look)) waiting.set(table, `DMS says ${JSON.stringify(look?.state ?? 'nothing')} of it`);
        else {
            const found = files.get(table) ?? { rows: 0, starts: [] };
            const verdict = judge(look, found, now);
            if (verdict.is === 'whole') {
                if (look.rows === 0) {
                    if (isSurelyEmpty(task, look, now)) empty.push(table);
                    else waiting.set(table, 'DMS counts no row of it yet');
                } else {
                    starts.push(found.starts[0]!);
                    markers.push({ schema: 'public', table, start: found.starts[0]!, rows: look.rows });
                }
            } else (verdict.is === 'refused' ? refused : waiting).set(table, verdict.why);
        }
    }
    const start = startOfEmpty({ tables, task, starts, looks });
    for (const table of empty) {
        // With a start behind its load, all that came since would count as overtaken.
        if (start === null || looks.get(table)!.loadedAt!.getTime() < Date.parse(`${start.replace(' ', 'T')}Z`)) waiting.set(table, 'It has no row, and no other table says yet when the load began');
        else markers.push({ schema: 'public', table, start, rows: 0 });
    }
    return { markers, waiting, refused, notReplicated };
}

/** A count that is late would have the whole table deleted. */
const isSurelyEmpty = (task: TaskLooks, look: TableLooks, now: Date): boolean => task.isLoaded && look.loadedAt !== null && now.getTime() - look.loadedAt.getTime() > SETTLED;

function whyOut(task: TaskLooks, look: TableLooks | undefined): string | null {
    if (task.status === null) return 'There is no task';
    if (STANDING.includes(task.status)) return `The task is ${task.status}`;
    if (look === undefined) return task.isLoaded ? 'The task does not know it: the user of replication may not read it' : null;
    return isOut(look) ? `DMS says ${JSON.stringify(look.state)}` : null;
}

function whyNever({ resumedAt }: TaskLooks, look: TableLooks): string | null {
    // In both cases its rows would carry the start of the task, so that changes from before the reload would win over them, and
    // rows that an earlier part of the load had would stay.
    if (resumedAt !== null && look.beganAt !== null && look.beganAt >= resumedAt) return 'Its load began when the task was resumed: raise the generation and deploy';
    if (look.isReloaded) return 'It was loaded again within its task: raise the generation and deploy';
    if (isComplete(look) && look.errorRows > 0) return `DMS could not load ${look.errorRows} of its rows: mend them, raise the generation and deploy`;
    return null;
}

type Verdict = { readonly is: 'whole' } | { readonly is: 'waiting' | 'refused'; readonly why: string };

function judge(look: TableLooks, found: LoadFiles, now: Date): Verdict {
    const rows = `its files have ${found.rows} rows, and DMS loaded ${look.rows}`;
    if (found.rows > look.rows) return { is: 'refused', why: `${capitalized(rows)}: a part was loaded twice. Raise the generation and deploy` };
    if (found.starts.length > 1) return { is: 'refused', why: `Its files have ${found.starts.length} starts (${found.starts.slice(0, 2).join(', ')}): they are of several loads. Raise the generation and deploy` };
    const odd = found.starts.find((start) => !isLoadStart(start));
    if (odd !== undefined || (found.rows > 0 && found.starts.length === 0)) return { is: 'refused', why: `Its rows have ${JSON.stringify(odd ?? null)} for _dms_commit_ts, which is no start of a load` };
    if (found.rows === look.rows) return { is: 'whole' };
    const isLate = look.loadedAt !== null && now.getTime() - look.loadedAt.getTime() > PATIENCE;
    return { is: isLate ? 'refused' : 'waiting', why: `${capitalized(rows)}${isLate ? ' more than an hour ago' : ''}` };
}

/**
 * A table without rows has no file that says when its load began: the earliest moment is taken that DMS names for the task,
 * to the millisecond, or that another table of the load has. Too early is safe: it lies behind all changes of the generation
 * before, whose task was stopped first. Too late would delete what came since.
 */
function startOfEmpty({ tables, task, starts, looks }: Pick<Loads, 'tables' | 'task' | 'looks'> & { readonly starts: readonly string[] }): string | null {
    if (starts.length > 0) return [...starts, ...(task.startedAt === null ? [] : [task.startedAt])].sort()[0]!;
    const areAllEmpty = tables.every((table) => {
        const look = looks.get(table);
        return look?.rows === 0 && isComplete(look);
    });
    return areAllEmpty ? task.startedAt : null;
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
