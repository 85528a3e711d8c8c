import { COMPARISONS, type ComparisonName, type Difference, type VerifyOutcome } from '../../local/verify/outcome.js';
import { counted, formatCount, textTable } from '../output/text-table.js';

interface OutcomeTextProps {
    readonly seconds: number;
    readonly since?: Date;
    /** What a proposed command needs so that it is about this lake. */
    readonly lakeOption: string;
}

/** What a verification came to, for people: a table, what differs and what is hidden, and one sentence. */
export function outcomeText(outcome: VerifyOutcome, props: OutcomeTextProps): string {
    const { notCompared, hidden, waitingFiles } = outcome;
    return [
        ...summary(outcome),
        ...differences(outcome),
        ...advice(outcome, props.lakeOption),
        ...(hidden.length > 0 ? ['', 'Hidden, since the newest record of the row is in quarantine:', ...hidden.map(({ table, rule, status, rows, example }) => `  ${rule} (${table}, ${status}): ${formatCount(rows)}, such as ${example}`)] : []),
        ...emptyTables(outcome),
        ...(notCompared.length > 0 ? ['', 'Not compared:', ...[...new Map(notCompared.map((one) => [one.reason, one])).values()].map(({ reason }) => `  ${namesOf(outcome, reason)}: ${reason}`)] : []),
        ...(waitingFiles > 0 ? ['', `${files(waitingFiles)} of raw/ ${waitingFiles === 1 ? 'waits' : 'wait'} for the next run.`] : []),
        '',
        verdict(outcome, props),
    ].join('\n');
}

const files = (count: number) => `${formatCount(count)} ${count === 1 ? 'file' : 'files'}`;

const namesOf = ({ notCompared }: VerifyOutcome, reason: string) =>
    notCompared
        .filter((one) => one.reason === reason)
        .map(({ comparison }) => comparison)
        .join(', ');

function summary({ tables, hidden }: VerifyOutcome): string[] {
    const rows = COMPARISONS.flatMap((comparison) => {
        const own = tables.filter((table) => table.comparison === comparison);
        if (own.length === 0) return [];
        const sum = (of: (table: (typeof own)[number]) => number) => own.reduce((total, table) => total + of(table), 0);
        const hiddenRows = comparison === 'raw = clean' ? hidden.reduce((total, one) => total + one.rows, 0) : 0;
        return [[comparison, sum(({ rows: [before, after] }) => Math.max(before, after)), sum((table) => table.differences), hiddenRows, sum((table) => table.seconds).toFixed(1)]];
    });
    return rows.length === 0 ? [] : [textTable(['comparison', 'rows', 'differences', 'hidden', 'seconds'], rows)];
}

function differences({ tables, differences: all }: VerifyOutcome): string[] {
    return tables
        .filter((table) => table.differences > 0)
        .flatMap(({ comparison, table, rows: [before, after], fingerprints, differences: count, sums }) => {
            const [one, other] = layers(comparison);
            // A differing file is told with the table that it is of, and all files are one comparison.
            const shown = all.filter((difference) => difference.comparison === comparison && (comparison === 'raw = ledger' || difference.table === table));
            const keys = new Set(shown.map(({ key }) => JSON.stringify(key))).size;
            const changed = Object.entries(sums).filter(([, [first, second]]) => first !== second);
            return [
                '',
                before + after === 0 ? `${comparison}, ${table}: ${counted(count, 'difference')}, and no rows to compare` : `${comparison}, ${table}: ${formatCount(count)} of ${formatCount(Math.max(before, after))} differ${before === after ? '' : ` (${formatCount(before)} in ${one}, ${formatCount(after)} in ${other})`}`,
                ...(fingerprints[0] === fingerprints[1] ? [] : [`  sum of hashes: ${fingerprints[0]} in ${one}, ${fingerprints[1]} in ${other}`]),
                ...changed.map(([column, [first, second]]) => `  sum of ${column}: ${first ?? 'null'} in ${one}, ${second ?? 'null'} in ${other}`),
                ...shown.map((difference) => `  ${line(difference)}`),
                ...(count > keys ? [`  and ${formatCount(count - keys)} more: --differences shows more of them`] : []),
            ];
        });
}

/** The first layer that differs is what is to be mended: those after it follow from it. */
function advice({ tables }: VerifyOutcome, lakeOption: string): string[] {
    const first = COMPARISONS.find((comparison) => tables.some((table) => table.comparison === comparison && table.differences > 0));
    if (first === undefined) return [];
    if (first === 'source = raw') return ['', `To mend raw: ./lake replicate --reload TABLE${lakeOption}, then ./lake run${lakeOption}.`];
    if (first === 'raw = ledger') return ['', `To mend raw: put each file back as it was; what was replicated can be loaded anew with ./lake replicate --reload TABLE${lakeOption}.`];
    return ['', `To mend what follows from raw: remove lake.duckdb, and ./lake run${lakeOption} builds it anew from raw/.`];
}

/** What is compared with what. */
function layers(comparison: ComparisonName): [string, string] {
    if (comparison === 'account') return ['the files', 'the account'];
    if (comparison === 'model = views') return ['the view on model built anew', 'the view'];
    const [before, after] = comparison.split(' = ') as [string, string];
    return comparison === 'raw = ledger' ? ['the ledger', 'raw'] : comparison === 'clean = model' ? ['model built anew', 'model'] : [before, after];
}

function line({ comparison, key, column, before, after, beforeRows, afterRows, failure }: Difference): string {
    const [one, other] = layers(comparison);
    const name = Object.entries(key)
        .map(([keyColumn, value]) => `${keyColumn} ${value ?? 'null'}`)
        .join(', ');
    if (failure !== undefined) return `${name === '' ? 'it' : name} cannot be read in ${other}: ${failure}`;
    if (afterRows === 0) return `${name} is missing in ${other}`;
    if (beforeRows === 0) return `${name} is in ${other} and not in ${one}`;
    if (beforeRows !== afterRows) return `${name} stands ${beforeRows} times in ${one} and ${afterRows} times in ${other}`;
    if (column === null) return `${name} differs`;
    return `${name}: ${column} is ${value(before)} in ${one} and ${value(after)} in ${other}`;
}

const value = (text: string | null): string => (text === null ? 'null' : JSON.stringify(text));

function emptyTables({ tables }: VerifyOutcome): string[] {
    const empty = tables.filter(({ table, rows: [before, after], differences: count }) => before === 0 && after === 0 && count === 0 && !table.startsWith('quarantine of '));
    if (empty.length === 0) return [];
    const names = COMPARISONS.flatMap((comparison) => {
        const own = empty.filter((table) => table.comparison === comparison);
        return own.length === 0 ? [] : [`  ${comparison}: ${own.map(({ table }) => table).join(', ')}`];
    });
    return ['', 'Empty on both sides:', ...names];
}

function verdict({ tables, rows, isEqual, position, notCompared, waitingFiles }: VerifyOutcome, { seconds, since, lakeOption }: OutcomeTextProps): string {
    const took = `${seconds.toFixed(1)} s`;
    const scope = since === undefined ? '' : ` changed since ${since.toISOString()}`;
    const place = position === null ? '' : ` The source was compared at ${position} in its log.`;
    const count = tables.reduce((sum, table) => sum + table.differences, 0);
    if (count > 0) return `Not equal: ${formatCount(count)} ${count === 1 ? 'difference, above' : 'differences, above with the first of each table'}, in ${took}.${place}`;
    if (rows === 0) return waitingFiles > 0 ? `Nothing was compared: call ./lake run${lakeOption} first.` : `Nothing was compared: there is no record${scope} to compare${since === undefined ? '' : ', and imported history is left out with --since'}.`;
    const failed = notCompared.find(({ isFailure }) => isFailure);
    if (failed !== undefined) return `Not everything could be compared: ${failed.comparison} was not (${failed.reason})`;
    const from = position === null ? 'raw' : 'source';
    const to = since === undefined ? 'views' : 'model';
    return isEqual ? `Equal from ${from} to ${to}: ${formatCount(rows)} rows${scope} compared, no difference, in ${took}.${place}` : `Not equal, in ${took}.`;
}
