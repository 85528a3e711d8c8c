import { openLoads } from '../../local/engine/floors.js';
import type { Lake } from '../../local/engine/lake.js';
import type { RunOutcome } from '../../local/engine/run.js';
import { lakeOption } from '../../local/lake-option.js';
import { formatCount, formatShare, textTable } from '../output/text-table.js';

interface Account {
    table_name: string;
    records: bigint;
    applied: bigint;
    superseded: bigint;
    duplicate: bigint;
    quarantined: bigint;
}

interface Measure {
    table_name: string;
    measure: string;
    records: bigint;
    of_records: bigint;
}

/** Values missing in this share of the rows and more are pointed out. */
const NOTABLE_SHARE = 0.05;

/** The account of a run and what it noticed, for people. */
export async function summarize({ database, paths }: Lake, { runId, isResumed, files }: RunOutcome): Promise<string> {
    const accounts = await database.rows<Account>(
        `select table_name, records, applied, superseded, duplicate, quarantined from model.run_accounts where run_id = ${runId} order by records desc`,
    );
    const measures = await database.rows<Measure>(
        `select table_name, measure, records, of_records from model.quality where run_id = ${runId} order by table_name, measure`,
    );
    const of = (prefix: string) => measures.filter(({ measure }) => measure.startsWith(prefix));
    const line = ({ table_name, measure, records, of_records }: Measure) =>
        `  ${measure.replace(/^[a-z]+: /, '')} (${table_name}): ${formatCount(records)} of ${formatCount(of_records)}, ${formatShare(Number(records), Number(of_records))}`;
    const open = await openLoads(database);
    const broken = of('broken: ');
    const missing = of('missing: ').filter(({ records, of_records }) => of_records > 0n && Number(records) / Number(of_records) >= NOTABLE_SHARE);
    const repeated = of('repeated records').filter(({ table_name }) => table_name === 'events');
    const checks = measures.filter(({ measure }) => !/^(broken: |missing: |repeated records)/.test(measure));
    return [
        `Run ${runId}${isResumed ? ', taken up where it was broken off' : ''}: ${formatCount(files)} files`,
        textTable(
            ['table', 'records', 'applied', 'superseded', 'duplicate', 'quarantined'],
            accounts.map((row) => [row.table_name, row.records, row.applied, row.superseded, row.duplicate, row.quarantined]),
        ),
        ...(repeated.length > 0 ? ['Records that repeat another of this run exactly; those that break no rule are the duplicates above:', ...repeated.map(line)] : []),
        ...(broken.length > 0 ? ['Quarantined, by the first rule that they break:', ...broken.map(line)] : []),
        ...(missing.length > 0 ? [`Missing in ${100 * NOTABLE_SHARE} % or more of the events that the run published:`, ...missing.map(line)] : []),
        ...open.map(
            ({ table, generation, found, rows }) =>
                `The load of ${table} in raw/v${generation} is not whole: ${formatCount(found)} of ${formatCount(rows)} rows have come. Until the rest comes, rows that were deleted before it may still show; if a file of it is gone: ./lake replicate --reload ${table}${lakeOption(paths.folder)}.`,
        ),
        'Logical checks:',
        ...checks.map(line),
    ].join('\n');
}
