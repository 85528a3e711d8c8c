import type { Lake } from '../../local/engine/lake.js';
import { HISTORY_LIMIT } from '../../tables/derive/raw-contract.js';
import { sourceTables } from '../../tables/index.js';
import { applied } from '../../specification/applied.js';
import { compareLake } from '../../specification/compare-lake.js';
import { readRaw } from '../../specification/read-raw.js';
import type { Row } from '../../specification/raw-record.js';
import { allRows } from './lake-rows.js';

/** Clean, model and views as the specification has them. */
export async function compareWithSpecification({ paths, database }: Lake): Promise<string[]> {
    const differences = await compareLake({ folder: paths.folder, rows: (table) => database.rows<Row>(`select cast(columns(*) as varchar) from ${table}`), most: 5 });
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

/** What was built little by little is what one run makes of the same raw; and the account of that run is the specification's. */
export async function compareRebuilt(lake: Lake, anew: Lake): Promise<string[]> {
    const [found, expected] = [await allRows(lake.database), await allRows(anew.database)];
    const wrong = Object.keys(expected).flatMap((table) =>
        JSON.stringify(found[table]) === JSON.stringify(expected[table])
            ? []
            : [`rebuild: ${table} is ${found[table]!.filter((row) => !expected[table]!.includes(row)).join(' ') || 'no more'} and anew ${expected[table]!.filter((row) => !found[table]!.includes(row)).join(' ') || 'no more'}`],
    );
    for (const account of await accounts(anew)) {
        const { table, inForce, supersededOrDuplicate } = account;
        if (account.applied !== inForce || account.superseded + account.duplicate !== supersededOrDuplicate) {
            wrong.push(`rebuild: the account of ${table} is ${JSON.stringify(account)}`);
        }
    }
    return wrong;
}

interface ComparedAccount {
    readonly table: string;
    readonly records: number;
    readonly applied: number;
    readonly superseded: number;
    readonly duplicate: number;
    readonly quarantined: number;
    readonly dueRecords: number;
    readonly dueQuarantined: number;
    readonly inForce: number;
    readonly supersededOrDuplicate: number;
}

/** The sums over all runs beside what the specification says of raw. */
async function accounts({ paths, database }: Lake): Promise<ComparedAccount[]> {
    const due = applied(await readRaw(paths.raw)).accounts;
    const names = ['records', 'applied', 'superseded', 'duplicate', 'quarantined'];
    const sums = await database.rows<Record<string, number> & { table: string }>(
        `select table_name as "table", ${names.map((name) => `sum(${name})::double as ${name}`).join(', ')} from model.run_accounts group by table_name`,
    );
    return [...due].map(([table, account]) => {
        const sum = sums.find((one) => one.table === table) ?? Object.fromEntries(names.map((name) => [name, 0]));
        return { ...(sum as unknown as ComparedAccount), table, dueRecords: account.records, dueQuarantined: account.quarantined, inForce: account.inForce, supersededOrDuplicate: account.supersededOrDuplicate };
    });
}

/**
 * Every account closes by itself, and all of them together count each record once.
 *
 * @param isAnyReplaced did a path get another content, so that records of the earlier one were counted too?
 */
export async function compareAccounts(lake: Lake, { isAnyReplaced }: { readonly isAnyReplaced: boolean }): Promise<string[]> {
    const open = await lake.database.rows(
        'select * from model.run_accounts where records <> applied + superseded + duplicate + quarantined or least(applied, superseded, duplicate, quarantined) < 0',
    );
    const wrong = open.map((account) => `account: ${JSON.stringify(account, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))} does not close`);
    for (const account of await accounts(lake)) {
        const { table, records, applied: applications, quarantined, dueRecords, dueQuarantined, inForce } = account;
        const { rows } = await lake.database.row<{ rows: number }>(`select coalesce(sum(rows), 0)::double as rows from state.ledger where table_name = '${table}'`);
        const isTold = isAnyReplaced ? records >= dueRecords && quarantined >= dueQuarantined : records === dueRecords && quarantined === dueQuarantined;
        if (records !== rows || !isTold || applications < inForce) wrong.push(`account: of ${table} is ${JSON.stringify({ ...account, rows })}`);
    }
    return wrong;
}
