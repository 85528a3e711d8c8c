import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { LAKE_VERSION } from '../../local/engine/lake.js';
import { UsageError } from '../../local/errors.js';
import { duckdbType } from '../../tables/derive/duckdb-types.js';
import { quotedName } from '../query/quoted-name.js';
import { changedDays } from './changed-days.js';
import { daysOf } from './days-of.js';
import type { Exportable } from './exportable.js';
import { type ExportedFile, type ExportManifest, MANIFEST } from './export-manifest.js';
import { keepFile } from './keep-file.js';
import { replaceTarget } from './replace-target.js';
import type { Since } from './since.js';
import type { WorkFolder } from './work-folder.js';
import { writeParquet } from './write-parquet.js';

/** What {@link exportDays} is asked. */
export interface ExportDaysProps {
    readonly connection: DuckDBConnection;
    readonly table: Exportable & { readonly partition: string };
    /** Absolute path of the folder that is replaced or made. */
    readonly target: string;
    readonly work: WorkFolder;
    /** What is in the folder now. */
    readonly earlier: ExportManifest | null;
    /** @default - every day is written anew */
    readonly since?: Since;
    readonly onStep: (step: string) => void;
}

/** What became of the folder. */
export interface ExportedDays {
    readonly manifest: ExportManifest;
    readonly written: number;
    readonly removed: number;
}

/**
 * Exports a table day by day, one file each, so that one file at a time is in memory. The whole folder is prepared beside,
 * with links to the files that stay, and then replaced; one in which nothing changes is not touched.
 *
 * @throws UsageError if files that would stay have other columns than the table has now
 */
export async function exportDays({ connection, table, target, work, earlier, since, onStep }: ExportDaysProps): Promise<ExportedDays> {
    const columns = Object.fromEntries(Object.entries(table.columns).map(([name, { type }]) => [name, duckdbType(type)]));
    const isOther = earlier !== null && JSON.stringify(earlier.columns) !== JSON.stringify(columns);
    if (isOther && since !== undefined && since !== 'last') {
        throw new UsageError(`The export in ${target} has other columns than ${table.name} has now: call without --since, which writes all days.`);
    }
    onStep('comparing days');
    const days = await daysOf({ connection, table, from: since === 'last' ? undefined : since });
    const { kept, changed, gone } = changedDays({ folder: target, earlier, days, since: isOther ? undefined : since });
    const isWhole = earlier?.files.every(({ path }) => existsSync(join(target, path))) ?? false;
    if (since !== undefined && earlier !== null && isWhole && changed.length === 0 && gone.length === 0) {
        return { manifest: earlier, written: 0, removed: 0 };
    }

    kept.forEach(({ path }) => keepFile(join(target, path), join(work.next, path)));
    const files: ExportedFile[] = [...kept];
    const write = async (path: string, where: string) => {
        mkdirSync(dirname(join(work.next, path)), { recursive: true });
        return writeParquet({ connection, from: table, where, file: join(work.next, path) });
    };
    for (const [index, { day, rows, fingerprint }] of changed.entries()) {
        onStep(`${day} (${index + 1} of ${changed.length})`);
        const path = `${table.partition}=${day}/${table.fileName}`;
        const written = await write(path, `${quotedName(table.partition)} = date '${day}'`);
        if (written.rows !== rows) throw new Error(`${path} has ${written.rows} rows, ${table.name} has ${rows} of that day.`);
        files.push({ path, day, ...written, fingerprint });
    }
    if (files.length === 0) {
        // Readers need one file to learn the columns from; without a day in its path none of them takes a day from it.
        files.push({ path: table.fileName, day: null, ...(await write(table.fileName, 'false')), fingerprint: '' });
    }

    const manifest: ExportManifest = {
        table: table.name,
        lake_version: LAKE_VERSION,
        exported_at: new Date().toISOString(),
        rows: files.reduce((sum, { rows }) => sum + rows, 0),
        columns,
        files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    };
    writeFileSync(join(work.next, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
    onStep('moving into place');
    replaceTarget(target, work);
    return { manifest, written: changed.length, removed: gone.length };
}
