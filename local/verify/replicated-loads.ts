import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generationOf, isLoadStart, isRecordFile, type LoadMarker, markerFile, tableFolder } from '../../tables/derive/raw-layout.js';
import { ExpectedError } from '../errors.js';
import { lakeOption } from '../lake-option.js';
import type { LoadStart } from './replay.js';

/** A marker of a complete load, as it stands in raw. */
export interface Load extends LoadMarker {
    readonly generation: number;
}

/** The generations that raw has, in order. */
export function generationsOf(raw: string): number[] {
    if (!existsSync(raw)) return [];
    return readdirSync(raw)
        .flatMap((name) => generationOf(name) ?? [])
        .sort((one, other) => one - other);
}

/** Files of records of one table and generation, relative to raw. */
export function filesOf(raw: string, generation: number, table: string): string[] {
    const folder = tableFolder(generation, table);
    if (!existsSync(join(raw, folder))) return [];
    return readdirSync(join(raw, folder), { recursive: true, encoding: 'utf8' })
        .map((path) => path.replaceAll('\\', '/'))
        .filter(isRecordFile)
        .sort()
        .map((path) => `${folder}/${path}`);
}

/**
 * The marker of a load; null if there is none.
 *
 * @throws ExpectedError if it is damaged
 */
export function loadOf(raw: string, generation: number, table: string): Load | null {
    const path = join(raw, markerFile(generation, table));
    if (!existsSync(path)) return null;
    try {
        const marker = JSON.parse(readFileSync(path, 'utf8')) as LoadMarker;
        if (isLoadStart(marker.start) && Number.isSafeInteger(marker.rows)) return { ...marker, generation };
    } catch {
        // Falls through: what it says is no marker.
    }
    throw new ExpectedError(`The marker ${JSON.stringify(path)} is damaged: remove it and load its table anew with \`./lake replicate --reload ${table}${lakeOption(dirname(raw))}\`.`);
}

/** Is a file of a load and not of changes? */
export const isOfLoad = (path: string): boolean => /\/LOAD[0-9A-F]{8}\.parquet$/.test(path);

/** The generation that a file of replication belongs to, or null for imported history. */
export const generationIn = (path: string): number | null => generationOf(path.split('/', 1)[0]!);

/**
 * The start of the latest load that is complete: the rows of its files are as many as its marker says.
 *
 * @param rowsOf rows of the files of a generation's load
 */
export function latestStart(loads: readonly Load[], rowsOf: (generation: number) => number): LoadStart | undefined {
    const starts = loads.filter(({ generation, rows }) => rowsOf(generation) === rows).map(({ start }) => start);
    const start = starts.sort().at(-1);
    return start === undefined ? undefined : { time: start.replaceAll(/[^0-9]/g, '').slice(0, 16), at: start.slice(0, 23) };
}
