import { cpus, loadavg, totalmem } from 'node:os';
import { version } from '@duckdb/node-api';

/** What figures were measured on. */
export interface Machine {
    readonly cpu: string;
    readonly cores: number;
    /** Of memory. */
    readonly gigabytes: number;
    readonly node: string;
    readonly duckdb: string;
}

export const thisMachine = (): Machine => ({
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: cpus().length,
    gigabytes: Math.round(totalmem() / 1e9),
    node: process.versions.node,
    duckdb: version().replace(/^v/, ''),
});

/** How many processes wanted a core in the last minute, as mean: more than a tenth of the cores, and figures are of a busy machine. */
export const load = (): number => loadavg()[0]!;

export const machineLine = ({ cpu, cores, gigabytes, node, duckdb }: Machine): string => `${cores} × ${cpu}, ${gigabytes} GB, Node ${node}, DuckDB ${duckdb}`;
