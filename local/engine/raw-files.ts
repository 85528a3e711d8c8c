import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../errors.js';
import { readParquet } from './duckdb-path.js';
import { readManifests } from '../history/manifest.js';

/** A file of raw that holds records of one source table. */
export interface RawFile {
    readonly table: string;
    /** Relative to raw, with forward slashes. */
    readonly path: string;
    readonly rows: number;
    readonly bytes: number;
    /** SHA-256 of its content. */
    readonly checksum: string;
}

/**
 * The files of raw that are whole: those that a manifest names.
 *
 * @throws ExpectedError if one of them is gone or has another size than when it was written
 */
export function wholeRawFiles(raw: string): RawFile[] {
    const files = readManifests(raw).flatMap((manifest) => manifest.files);
    for (const file of files) {
        const size = statSync(join(raw, file.path), { throwIfNoEntry: false })?.size;
        if (size !== file.bytes) {
            throw new ExpectedError(
                `${join(raw, file.path)} ${size === undefined ? 'is gone' : `has ${size} bytes instead of ${file.bytes}`}: put it back, or remove its manifest in ${join(raw, 'history', '_imports')} and import the file again.`,
            );
        }
    }
    return files;
}

/** Relation of the rows of these files of raw, with `filename` and `file_row_number`; columns that a file lacks are null. */
export const rawRows = (raw: string, paths: readonly string[]): string =>
    readParquet(
        paths.map((path) => join(raw, path)),
        'union_by_name = true',
        'filename = true',
        'file_row_number = true',
    );
