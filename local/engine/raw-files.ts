import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ExpectedError } from '../errors.js';
import { readParquet } from './duckdb-path.js';
import { checksum } from '../history/checksum.js';
import { readManifests } from '../history/manifest.js';

/** A file of raw that holds records of one source table, or the marker of a load of it. */
export interface RawFile {
    readonly table: string;
    /** Relative to raw, with forward slashes. */
    readonly path: string;
    readonly rows: number;
    readonly bytes: number;
    /** SHA-256 of its content. */
    readonly checksum: string;
    /** What a marker says; it has no records. */
    readonly load?: Load;
}

/** A complete load of a table: where it starts in the order, and how many rows it has. */
export interface Load {
    readonly generation: number;
    /** `yyyy-MM-dd HH:mm:ss.SSSSSS` */
    readonly start: string;
    readonly rows: number;
}

/**
 * The files of imported history that are whole: those that a manifest names.
 *
 * @throws ExpectedError if one of them is gone or has another size than when it was written
 */
export function wholeRawFiles(raw: string): RawFile[] {
    const files = readManifests(raw).flatMap((manifest) => manifest.files);
    for (const file of files) {
        const size = statSync(join(raw, file.path), { throwIfNoEntry: false })?.size;
        if (size !== file.bytes) {
            throw damaged(raw, file, size === undefined ? 'is gone' : `has ${size} bytes instead of ${file.bytes}`);
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

/**
 * Makes sure that files are what was written: Parquet has no checksums of its own here, so that other bytes could become
 * other values without a word.
 *
 * @throws ExpectedError if one is not
 */
export async function refuseDamagedFiles(raw: string, files: readonly RawFile[]): Promise<void> {
    for (const file of files) {
        const found = await checksum(join(raw, file.path));
        if (found !== file.checksum) throw damaged(raw, file, `has other bytes than when it was written (SHA-256 ${found.slice(0, 12)}… instead of ${file.checksum.slice(0, 12)}…)`);
    }
}

const damaged = (raw: string, { path }: RawFile, how: string) =>
    new ExpectedError(
        `${JSON.stringify(join(raw, path))} ${how}: put it back, or remove its manifest ${JSON.stringify(join(raw, 'history', '_imports', `${basename(path).slice(0, 32)}.json`))} and import the file again.`,
    );
