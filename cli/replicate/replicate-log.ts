import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ReplicationObserver } from '../../local/replication/session.js';

const MILLISECONDS_BETWEEN_FIGURES = 60_000;

/**
 * Writes what a replication does to `replicate.jsonl`, for those who run it as a service: begins and ends, loads, notices, and
 * once a minute how many changes were written and how far raw is behind. No content of records, but for what a notice names.
 */
export function replicateLog(folder: string): ReplicationObserver & { readonly ended: (error?: unknown) => void } {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'replicate.jsonl');
    const write = (entry: Readonly<Record<string, unknown>>) => appendFileSync(file, `${JSON.stringify({ time: new Date().toISOString(), pid: process.pid, ...entry })}\n`);
    let changes = 0;
    let lastFigures = 0;
    write({ event: 'started' });
    return {
        begun: () => write({ event: 'following' }),
        notice: (text) => write({ event: 'notice', text }),
        loaded: (table) => write({ event: 'loaded', table }),
        written: (rows) => {
            changes += rows;
        },
        lag: ({ bytes, seconds, retained }) => {
            if (Date.now() - lastFigures < MILLISECONDS_BETWEEN_FIGURES) return;
            lastFigures = Date.now();
            write({ event: 'figures', changes, lag_bytes: bytes, lag_seconds: Math.round(seconds * 10) / 10, retained_bytes: retained });
        },
        ended: (error) => write(error === undefined ? { event: 'ended', changes } : { event: 'failed', changes, error: error instanceof Error ? error.name : typeof error }),
    };
}
