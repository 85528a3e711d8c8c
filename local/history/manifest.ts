import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../errors.js';

/** Folder of raw that holds imported history, and in it the folder of manifests. */
export const HISTORY = 'history';
const MANIFESTS = join(HISTORY, '_imports');

/** A file that an import wrote. */
export interface ImportedFile {
    readonly table: string;
    /** Relative to raw, with forward slashes. */
    readonly path: string;
    readonly rows: number;
    readonly bytes: number;
    /** SHA-256 of its content. */
    readonly checksum: string;
}

/** What an import of one file came to. It is written last: files without a manifest are no import. */
export interface ImportManifest {
    /** SHA-256 of the imported file, its first 32 hexadecimal digits. */
    readonly digest: string;
    readonly source: { readonly name: string; readonly bytes: number };
    /** Lines without the header. */
    readonly lines: number;
    /** Lines set aside because they cannot be read; they stand in `_rejected/<digest>.jsonl`. */
    readonly rejected: number;
    readonly ignoredColumns: readonly string[];
    /** Lines without a value, by column. */
    readonly nulls: Readonly<Record<string, number>>;
    readonly firstEventAt: string | null;
    readonly lastEventAt: string | null;
    readonly files: readonly ImportedFile[];
}

export const manifestPath = (raw: string, digest: string): string => join(raw, MANIFESTS, `${digest}.json`);

/** All imports of a lake, in the order of their digests. */
export function readManifests(raw: string): ImportManifest[] {
    const folder = join(raw, MANIFESTS);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => readManifest(join(folder, name)));
}

/**
 * One manifest.
 *
 * @throws ExpectedError if the file is damaged
 */
export function readManifest(path: string): ImportManifest {
    try {
        return JSON.parse(readFileSync(path, 'utf8')) as ImportManifest;
    } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw new ExpectedError(`The manifest ${path} is damaged; remove it and import its file again.`);
    }
}
