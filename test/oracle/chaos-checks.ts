import type { Lake } from '../../local/engine/lake.js';
import { HISTORY_LIMIT } from '../../tables/derive/raw-contract.js';
import { markerFile } from '../../tables/derive/raw-layout.js';
import { sourceTables } from '../../tables/index.js';
import { applied } from '../../specification/applied.js';
import { compareLake } from '../../specification/compare-lake.js';
import { keyOf } from '../../specification/key.js';
import { compareSequences, type Raw, type RawRecord, type Row } from '../../specification/raw-record.js';
import { allRows } from './lake-rows.js';
import { inTexts } from './text-rows.js';

/** Clean, model and views as the specification has them. */
export async function compareWithSpecification({ paths, database }: Lake): Promise<string[]> {
    const differences = await compareLake({ folder: paths.folder, rows: async (table) => database.rows<Row>(await inTexts({ ask: (sql) => database.rows(sql), sql: `from ${table}` })), most: 5 });
    return differences.map((difference) => `specification: ${JSON.stringify(difference)}`);
}

/**
 * The replicated rows that clean shows are the source's, less those that are hidden, each of which stands in the quarantine.
 *
 * @param expected by table the source's rows as JSON texts, see `sourceRows`
 */
export async function compareWithSource({ database }: Lake, expected: Readonly<Record<string, readonly string[]>>): Promise<string[]> {
    const wrong: string[] = [];
    for (const { name, key: [key], columns } of sourceTables) {
        const texts = Object.entries(columns).map(([column, { type }]) => (String(type).startsWith('Timestamp') ? `epoch_ms(${column})::varchar` : `${column}::varchar`));
        const shown = await database.rows<{ row: (string | null)[] }>(`select [${texts.join(', ')}] as row from clean.${name} where not _is_deleted and not _is_hidden and _change_time >= ${HISTORY_LIMIT}`);
        const found = new Set(shown.map(({ row }) => JSON.stringify(Object.values((row as unknown as { items: unknown[] }).items ?? row))));
        const hidden = await database.rows<{ key: string; listed: bigint }>(`
            select
                ${key}::varchar as key,
                (
                    select count(*)
                    from clean.quarantine
                    where
                        table_name = '${name}'
                        and status in ('open', 'dropped')
                        and json_extract_string(record, '$.${key}') = clean.${key}::varchar
                        and json_extract_string(record, '$._change_time') = clean._change_time::varchar
                        and json_extract_string(record, '$._change_number') = clean._change_number::varchar
                ) as listed
            from clean.${name} as clean
            where _is_hidden and _change_time >= ${HISTORY_LIMIT}`);
        const due = new Set(expected[name]);
        for (const { key: of, listed } of hidden) {
            const row = [...due].find((text) => (JSON.parse(text) as string[])[0] === of);
            if (row === undefined) wrong.push(`source: ${name} ${of} is hidden, and the source does not have it.`);
            else due.delete(row);
            if (listed === 0n) wrong.push(`source: ${name} ${of} is hidden, and not in the quarantine.`);
        }
        for (const row of found) if (!due.has(row)) wrong.push(`source: clean.${name} shows ${row}, which the source does not have.`);
        for (const row of due) if (!found.has(row)) wrong.push(`source: clean.${name} lacks ${row}.`);
    }
    return wrong;
}

/** What was built little by little is what one run makes of the same raw. */
export async function compareRebuilt(lake: Lake, anew: Lake, raw: Raw): Promise<string[]> {
    const [found, expected] = [await allRows(lake.database), await allRows(anew.database)];
    const wrong = Object.keys(expected).flatMap((table) =>
        JSON.stringify(found[table]) === JSON.stringify(expected[table])
            ? []
            : [`rebuild: ${table} is ${found[table]!.filter((row) => !expected[table]!.includes(row)).join(' ') || 'no more'} and anew ${expected[table]!.filter((row) => !found[table]!.includes(row)).join(' ') || 'no more'}`],
    );
    return [...wrong, ...(await compareAccounts(anew, { raw, isAnyReplaced: false }))];
}

const COUNTS = ['records', 'applied', 'superseded', 'duplicate', 'quarantined'] as const;
type Counts = Record<(typeof COUNTS)[number], number>;

/**
 * The account of each run is what the specification says of the files that it and the runs before it were given: a record
 * that breaks a rule, that a later one outdates, that was there already, or that is in force through this run.
 *
 * @param raw what is there
 * @param isAnyReplaced did a path get another content, so that what earlier runs were given is there no more? Then the accounts
 *        have to close by themselves, and to say no less than what is there
 */
export async function compareAccounts({ database }: Lake, { raw, isAnyReplaced }: { readonly raw: Raw; readonly isAnyReplaced: boolean }): Promise<string[]> {
    const found = await database.rows<Counts & { run_id: number; table_name: string }>(
        `select run_id::double as run_id, table_name, ${COUNTS.map((name) => `${name}::double as ${name}`).join(', ')} from model.run_accounts`,
    );
    const wrong = found.flatMap((account) =>
        account.records === account.applied + account.superseded + account.duplicate + account.quarantined && COUNTS.every((name) => account[name] >= 0) ? [] : [`account: ${JSON.stringify(account)} does not close`],
    );
    if (isAnyReplaced) {
        const counted = new Map<string, number>();
        for (const { table_name, records } of found) counted.set(table_name, (counted.get(table_name) ?? 0) + records);
        const isShort = ({ name }: { name: string }) => raw.records.filter(({ table }) => table === name).length > (counted.get(name) ?? 0);
        return [...wrong, ...sourceTables.filter(isShort).map(({ name }) => `account: of ${name} less than what is there was counted`)];
    }
    const given = await database.rows<{ path: string; run_id: number }>('select path, run_id::double as run_id from state.ledger');
    const runs = new Map(given.map(({ path, run_id }) => [path, run_id]));
    for (const run of [...new Set(runs.values())].sort((one, other) => one - other)) {
        const isGiven = (path: string) => (runs.get(path) ?? Infinity) <= run;
        const until = { ...raw, records: raw.records.filter(({ place }) => isGiven(place.file)), markers: raw.markers.filter(({ table, generation }) => isGiven(markerFile(generation, table))) };
        const due = dueAccounts(until, (record) => runs.get(record.place.file) === run);
        for (const { name } of sourceTables) {
            const account = found.find(({ run_id, table_name }) => run_id === run && table_name === name);
            const differing = COUNTS.filter((count) => account?.[count] !== due.get(name)![count]);
            if (differing.length > 0) wrong.push(`account: run ${run} says of ${name} ${JSON.stringify(account)}, and has to say ${JSON.stringify(due.get(name))}`);
        }
    }
    return wrong;
}

/** What became of the records of a run, by what it and all runs before it were given. */
function dueAccounts(raw: Raw, isOfRun: (record: RawRecord) => boolean): Map<string, Counts> {
    const { tables, quarantine } = applied(raw);
    const broken = new Set(quarantine.map(({ record }) => record));
    const accounts = new Map(sourceTables.map(({ name }): [string, Counts] => [name, { records: 0, applied: 0, superseded: 0, duplicate: 0, quarantined: 0 }]));
    const nameOf = (record: RawRecord) => [record.table, keyOf(record), record.sequence.time, record.sequence.number].join(' ');
    const before = new Set(raw.records.filter((record) => !isOfRun(record) && !broken.has(record)).map(nameOf));
    for (const record of raw.records.filter(isOfRun)) {
        const account = accounts.get(record.table)!;
        account.records += 1;
        if (broken.has(record)) account.quarantined += 1;
        else if (compareSequences(tables.get(record.table)!.get(keyOf(record)!)!.sequence, record.sequence) > 0) account.superseded += 1;
        else if (before.has(nameOf(record))) account.duplicate += 1;
        else {
            account.applied += 1;
            before.add(nameOf(record));
        }
    }
    return accounts;
}
