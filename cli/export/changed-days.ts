import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportedFile, ExportManifest } from './export-manifest.js';
import type { TableDay } from './days-of.js';
import type { Since } from './since.js';

/** What to compare. */
export interface ChangedDaysProps {
    readonly folder: string;
    readonly earlier: ExportManifest | null;
    /** The days of the table that are looked at. */
    readonly days: readonly TableDay[];
    /** @default - every day is written anew */
    readonly since?: Since;
}

/** What becomes of the files of an earlier export. */
export interface ChangedDays {
    readonly kept: readonly ExportedFile[];
    readonly changed: readonly TableDay[];
    /** Days that were exported and have no rows now. */
    readonly gone: readonly string[];
}

/** Compares the days of a table with the files of an earlier export. A file that was altered or lost is written anew. */
export function changedDays({ folder, earlier, days, since }: ChangedDaysProps): ChangedDays {
    const there = (earlier?.files ?? []).filter(({ day }) => day !== null) as (ExportedFile & { day: string })[];
    const now = new Map<string, TableDay>(days.map((day) => [day.day, day]));
    const isBefore = (day: string) => since !== undefined && since !== 'last' && day < since;
    const kept = there.filter((file) => {
        if (since === undefined || !isWhole(join(folder, file.path), file.bytes)) return false;
        const { rows, fingerprint } = now.get(file.day) ?? {};
        return isBefore(file.day) || (fingerprint === file.fingerprint && rows === file.rows);
    });
    const same = new Set(kept.map(({ day }) => day));
    return {
        kept,
        changed: days.filter(({ day }) => !same.has(day)),
        gone: there.map(({ day }) => day).filter((day) => !now.has(day) && !same.has(day)),
    };
}

const isWhole = (path: string, bytes: number) => existsSync(path) && statSync(path).size === bytes;
