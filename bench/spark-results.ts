import { resultOf, type Result, type Turn } from './figures.js';
import type { RunCommits, TableFiles } from './iceberg-sizes.js';
import type { RefreshBytes } from './refresh-bytes.js';
import { refreshResults } from './refresh-results.js';
import type { ColumnBytes } from './scanned-bytes.js';
import { builtTables, maintainedFiles, sparkSteps } from './spark-lines.js';
import { openedBytes, readBytes, type SparkWork } from './spark-work.js';

/** One start of a phase. */
export interface SparkPhase {
    readonly seconds: number;
    /** What it wrote, with its lines of JSON. */
    readonly output: string;
    readonly work: SparkWork;
}

/** What was measured of the phases, in the order in which they came. */
export interface SparkMeasured {
    readonly rows: number;
    readonly originalSeconds: number;
    readonly importSeconds: number;
    readonly month: { readonly facts: SparkPhase; readonly dimensions: SparkPhase };
    /** Facts of each hour, the runs from the second on. */
    readonly hours: readonly SparkPhase[];
    readonly daily: SparkPhase;
    readonly maintenance: SparkPhase;
    /** Before maintenance. */
    readonly commits: readonly RunCommits[];
    readonly files: readonly TableFiles[];
    /** The columns of each table in these files. */
    readonly columns: ReadonlyMap<string, ColumnBytes>;
    readonly refresh: RefreshBytes;
    /** Records of events that each run was given. */
    readonly records: ReadonlyMap<number, number>;
}

const MONTH_RUN = 1;

/** Names of results, by which the report finds them. */
export const SPARK_RESULTS = {
    month: 'facts of the month',
    hour: 'facts of an hour',
    day: 'the daily phase behind the hours',
    maintenance: 'maintenance behind the hours',
} as const;

/** The results of the question `spark`. */
export function sparkResults(measured: SparkMeasured): Result[] {
    const { rows, month, hours, daily, maintenance, commits, files, columns, refresh, records } = measured;
    const result = (name: string, turns: readonly Partial<Turn>[], baseline: string | null = null) =>
        resultOf({ name, rows, baseline, turns: turns.map((turn) => ({ seconds: 0, baselineSeconds: null, megabytes: null, figures: {}, ...turn })) });
    const phase = ({ seconds, output, work }: SparkPhase, figures: Readonly<Record<string, number>> = {}) => ({
        seconds,
        steps: sparkSteps(output),
        figures: { 'tasks CPU s': work.cpuSeconds, 'opened MB': openedBytes(work.scans) / 1e6, 'read MB': readBytes(work.scans, columns) / 1e6, ...figures },
    });
    const ofDay = builtTables(daily.output).map((name) => `model.${name}`);
    const ofRun = (run: number, isOfDay: boolean) => commits.filter((one) => one.run === run && ofDay.includes(one.table) === isOfDay);
    return [
        result('import, facts and dimensions of the month', [{ seconds: measured.importSeconds + month.facts.seconds + month.dimensions.seconds, baselineSeconds: measured.originalSeconds }], 'the usual way of PySpark'),
        result('import of the month', [{ seconds: measured.importSeconds }]),
        result(SPARK_RESULTS.month, [phase(month.facts)]),
        result('dimensions of the month', [phase(month.dimensions)]),
        result(
            SPARK_RESULTS.hour,
            hours.map((hour, place) => phase(hour, { 'records of events': records.get(MONTH_RUN + 1 + place) ?? 0, ...commitFigures(ofRun(MONTH_RUN + 1 + place, false)) })),
        ),
        result(SPARK_RESULTS.day, [phase(daily, commitFigures(ofRun(MONTH_RUN + hours.length, true)))]),
        // Without what it opened: it is not known whether the log of events has the scans of Iceberg's procedures.
        result(SPARK_RESULTS.maintenance, [{ seconds: maintenance.seconds, steps: sparkSteps(maintenance.output), figures: { 'tasks CPU s': maintenance.work.cpuSeconds, ...fileFigures(files, maintenance.output) } }]),
        ...refreshResults(rows, refresh),
    ];
}

function commitFigures(commits: readonly RunCommits[]): Record<string, number> {
    const total = (of: (one: RunCommits) => number) => commits.reduce((sum, one) => sum + of(one), 0);
    const each = commits.flatMap(({ table, writtenMb, takenAwayMb }): [string, number][] => [[`${table} written MB`, writtenMb], [`${table} taken away MB`, takenAwayMb]]);
    return { 'written MB': total(({ writtenMb }) => writtenMb), 'taken away MB': total(({ takenAwayMb }) => takenAwayMb), ...Object.fromEntries(each) };
}

/** Of each table that has files: how many before and behind maintenance, and MB. */
function fileFigures(files: readonly TableFiles[], output: string): Record<string, number> {
    const behind = maintainedFiles(output);
    return Object.fromEntries(
        files
            .filter(({ dataFiles }) => dataFiles > 0)
            .flatMap(({ table, dataFiles, deleteFiles, megabytes: size }): [string, number][] => {
                const { files: left, megabytes: sizeLeft } = behind.get(table) ?? { files: NaN, megabytes: NaN };
                return [[`${table} data files`, dataFiles], [`${table} delete files`, deleteFiles], [`${table} MB`, size], [`${table} files behind it`, left], [`${table} behind it MB`, sizeLeft]];
            }),
    );
}
