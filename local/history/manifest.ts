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

/** What became of the lines of a history of purchases, and how they were read. */
export interface PurchaseAccount {
    /** Field → column of the file. */
    readonly columns: Readonly<Record<string, string>>;
    readonly dateOrder: string;
    readonly decimal: string;
    /** Lines that were set aside, by kind; together they are `rejected`. */
    readonly setAside: Readonly<Record<string, number>>;
    /** Lines of a part of a unit, which stand as one unit at the price of the line. */
    readonly fractions: number;
}

/** What an import of one file came to. It is written last: files without a manifest are no import. */
export interface ImportManifest {
    /** First 32 hexadecimal digits of the SHA-256 of the imported file; where rounded ids were accepted, of that and their columns. */
    readonly digest: string;
    readonly source: { readonly name: string; readonly bytes: number };
    /** Lines without the header. */
    readonly lines: number;
    /** Lines set aside because they cannot be read; they stand in `_rejected/<digest>.jsonl`. */
    readonly rejected: number;
    readonly ignoredColumns: readonly string[];
    /** Lines without a value, by column. */
    readonly nulls: Readonly<Record<string, number>>;
    /** Lines whose id was taken from a rounded number, for each column where that was accepted. */
    readonly roundedIds: Readonly<Record<string, number>>;
    /** @default kaggle */
    readonly format?: 'purchases';
    /** What else is told of a history of purchases. */
    readonly purchases?: PurchaseAccount;
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
    const manifest = parse(readFileSync(path, 'utf8'));
    if (isManifest(manifest)) return manifest;
    throw new ExpectedError(`The manifest ${JSON.stringify(path)} is damaged: remove it and import its file again.`);
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return null;
    }
}

function isManifest(value: unknown): value is ImportManifest {
    const { digest, source, files } = (value ?? {}) as Partial<ImportManifest>;
    const isFile = ({ table, path, rows, bytes, checksum }: Partial<ImportedFile>) =>
        typeof table === 'string' && typeof path === 'string' && typeof rows === 'number' && typeof bytes === 'number' && typeof checksum === 'string';
    return typeof digest === 'string' && typeof source?.name === 'string' && Array.isArray(files) && files.every((file) => isFile((file ?? {}) as Partial<ImportedFile>));
}
