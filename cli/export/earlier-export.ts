import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { UsageError } from '../../local/errors.js';
import { type ExportManifest, MANIFEST, readExportManifest } from './export-manifest.js';

/** Files that desktops put into every folder that they show. */
const DESKTOP_FILES: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/**
 * The earlier export of a table that a new one may replace.
 *
 * @returns null if the folder does not exist or is empty
 * @throws UsageError if there is anything else in the folder, which a replacement would take away
 */
export function earlierExport(folder: string, table: string): ExportManifest | null {
    const files = existsSync(folder) ? filesBelow(folder) : [];
    const manifest = readExportManifest(folder);
    if (manifest === null) {
        if (files.length === 0) return null;
        throw new UsageError(`${folder} is not empty and has no earlier export of ${table} (${files[0]} is there): name a new or empty folder.`);
    }
    if (manifest.table !== table) {
        throw new UsageError(`${folder} has an export of ${manifest.table}, which one of ${table} would take away: name another folder.`);
    }
    const own = new Set([MANIFEST, ...manifest.files.map(({ path }) => path)]);
    const foreign = files.find((file) => !own.has(file));
    if (foreign !== undefined) {
        throw new UsageError(`${join(folder, foreign)} is not of the export that is there, and replacing it would take the file away: move it elsewhere or name another folder.`);
    }
    return manifest;
}

/** Files and links below a folder, relative to it, with forward slashes. */
function filesBelow(folder: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory() && !DESKTOP_FILES.has(entry.name))
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
        .sort();
}
