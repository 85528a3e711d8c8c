import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../local/errors.js';
import type { Result } from './figures.js';
import type { Machine } from './machine.js';

/** Where results are kept with the program. */
export const RESULTS = join(import.meta.dirname, 'results');
const QUICK = 'quick.json';

/** What a question came to, once. */
export interface Recorded {
    readonly question: string;
    readonly rows: number;
    /** UTC, `YYYY-MM-DD`. */
    readonly date: string;
    readonly machine: Machine;
    /** When the measuring began, see load. */
    readonly load: number;
    readonly numbers: Readonly<Record<string, number>>;
    readonly results: readonly Result[];
}

/** What `--quick` came to. */
export interface RecordedQuick {
    readonly date: string;
    readonly machine: Machine;
    readonly load: number;
    /** By question. */
    readonly results: Readonly<Record<string, readonly Result[]>>;
}

/** Name of the file with what a question came to. */
export const fileOf = (question: string, rows: number): string => `${question}-${rows}.json`;

/** Keeps what a question came to, in place of what it came to before with as many rows. */
export function record(recorded: Recorded, folder: string = RESULTS): string {
    return write(join(folder, fileOf(recorded.question, recorded.rows)), recorded);
}

export const recordQuick = (recorded: RecordedQuick): string => write(join(RESULTS, QUICK), recorded);

/** Everything that was recorded, by question and rows. */
export function readRecorded(folder: string = RESULTS): Recorded[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
        .filter((name) => /^[a-z-]+-\d+\.json$/.test(name))
        .map((name) => read(join(folder, name)) as Recorded)
        .sort((one, other) => one.question.localeCompare(other.question) || one.rows - other.rows);
}

/** @returns null where none was recorded */
export function readQuick(): RecordedQuick | null {
    const file = join(RESULTS, QUICK);
    return existsSync(file) ? (read(file) as RecordedQuick) : null;
}

export const today = (): string => new Date().toISOString().slice(0, 10);

function write(file: string, recorded: unknown): string {
    mkdirSync(join(file, '..'), { recursive: true });
    // Six digits are more than a measurement has; what is counted is whole.
    const short = (_key: string, value: unknown) => (typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value);
    writeFileSync(file, `${JSON.stringify(recorded, short, 2)}\n`);
    return file;
}

function read(file: string): unknown {
    try {
        return JSON.parse(readFileSync(file, 'utf8'));
    } catch {
        throw new ExpectedError(`${JSON.stringify(file)} is no JSON: remove it, or record it again.`);
    }
}
