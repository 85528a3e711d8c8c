import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../local/errors.js';

/** A file of an export by days. */
export interface ExportedFile {
    /** Relative to the folder, with forward slashes. */
    readonly path: string;
    /** Day of its rows, YYYY-MM-DD; null for the file without rows that stands for an empty table. */
    readonly day: string | null;
    readonly rows: number;
    readonly bytes: number;
    /** Equal where the rows are, whatever their order; says how it was made. */
    readonly fingerprint: string;
}

/** What an export by days says of itself, beside its files. */
export interface ExportManifest {
    readonly table: string;
    readonly lake_version: number;
    /** ISO 8601, UTC. */
    readonly exported_at: string;
    readonly rows: number;
    /** Name → type in DuckDB. */
    readonly columns: Readonly<Record<string, string>>;
    readonly files: readonly ExportedFile[];
}

/** Its name in the folder; readers of Parquet skip names that begin with _. */
export const MANIFEST = '_export.json';

/**
 * The manifest of the export that is in a folder.
 *
 * @returns null if there is none
 * @throws UsageError if it is not readable
 */
export function readExportManifest(folder: string): ExportManifest | null {
    const path = join(folder, MANIFEST);
    if (!existsSync(path)) return null;
    const manifest = parsed(readFileSync(path, 'utf8'));
    if (manifest === null) throw new UsageError(`${path} is damaged or of another program: remove the folder or name another for the export.`);
    return manifest;
}

function parsed(text: string): ExportManifest | null {
    try {
        const value = JSON.parse(text) as Partial<ExportManifest> | null;
        const isWhole = typeof value?.table === 'string' && typeof value.columns === 'object' && Array.isArray(value.files);
        return isWhole ? (value as ExportManifest) : null;
    } catch (error) {
        if (error instanceof SyntaxError) return null;
        throw error;
    }
}
