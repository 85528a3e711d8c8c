/**
 * Where replication puts its files below `raw/`, as AWS DMS does with the lake's endpoint settings: a bucket folder a
 * generation, in it `<schema>/<table>/`, with the files of a full load directly in it and those of changes by the hour
 * (UTC) in which their transactions were committed.
 * Source: AWS DMS User Guide, "Using Amazon S3 as a target", sections on LOAD files and date-based folders.
 */
const SCHEMA = 'public';

/** Bucket folder of one generation: each reload begins a new one, since names such as LOAD00000001 come again. */
export const generationFolder = (generation: number): string => `v${generation}`;

/** The generation that a folder of raw is, or null for another folder, such as imported history. */
export function generationOf(folder: string): number | null {
    const digits = /^v([1-9]\d{0,8})$/.exec(folder)?.[1];
    return digits === undefined ? null : Number(digits);
}

/** Folder of a table, relative to raw, with forward slashes as all these. */
export const tableFolder = (generation: number, table: string): string => `${generationFolder(generation)}/${SCHEMA}/${table}`;

/** @param number of the file within the load of its table, from 1; hexadecimal in the name */
export const loadFile = (generation: number, table: string, number: number): string =>
    `${tableFolder(generation, table)}/LOAD${number.toString(16).toUpperCase().padStart(8, '0')}.parquet`;

/** SQL for what the paths of a load's files begin with. @param generation, table SQL for them */
export const loadFilePrefix = (generation: string, table: string): string => `'v' || ${generation} || '/${SCHEMA}/' || ${table} || '/LOAD'`;

/**
 * @param hour in which the changes were committed, as `YYYY/MM/DD/HH`
 * @param writtenAt when the file is written, in epoch milliseconds: it can land in its hour's folder long after that hour
 */
export function changeFile(generation: number, table: string, hour: string, writtenAt: number): string {
    const digits = new Date(writtenAt).toISOString().replace(/\D/g, '');
    return `${tableFolder(generation, table)}/${hour}/${digits.slice(0, 8)}-${digits.slice(8, 17)}.parquet`;
}

/** What a marker says: all rows of one table's load have been written. It stands outside the table folders. */
export interface LoadMarker {
    readonly schema: string;
    readonly table: string;
    /** `_dms_commit_ts` of all rows of the load. */
    readonly start: string;
    /** Rows of the load, also 0. */
    readonly rows: number;
    /** Log position of the snapshot that was loaded, where it is known: every transaction that committed before is in it. */
    readonly position?: string;
}

/** Is this the start of a load, a moment that there is? */
export function isLoadStart(text: unknown): text is string {
    if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/.test(text)) return false;
    const moment = new Date(`${text.slice(0, 23).replace(' ', 'T')}Z`);
    // A 31 February would be taken for a day in March.
    return !Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 23).replace('T', ' ') === text.slice(0, 23);
}

/** Path of a marker, relative to raw. */
export const markerFile = (generation: number, table: string): string => `${generationFolder(generation)}/_loads/${SCHEMA}.${table}.json`;

const LOAD_FILE = /^LOAD[0-9A-F]{8}\.parquet$/;
/** The time has nine or ten digits in what is seen of DMS. */
const CHANGE_FILE = /^\d{4}\/\d\d\/\d\d\/\d\d\/\d{8}-\d{9,10}\.parquet$/;

/** Is this a file of records, by its path below the folder of its table? */
export const isRecordFile = (path: string): boolean => LOAD_FILE.test(path) || CHANGE_FILE.test(path);
