import type { Client } from 'pg';
import type { RawChange, Replay } from './replay-raw.js';

/** A change as PostgreSQL's own plugin for tests tells it, which is also the one that AWS DMS reads. */
interface LoggedChange {
    /** Where the log goes on behind the transaction's commit, in fixed width. */
    readonly end: string;
    readonly table: string;
    readonly op: 'I' | 'U' | 'D';
    readonly key: string;
    readonly oldKey: string | null;
}

const SLOT = 'witness';
/** The key is the first column of each table. */
const CHANGE = /^table public\.(\w+): (INSERT|UPDATE|DELETE): (?:old-key: \w+\[[^\]]*\]:(\S+) new-tuple: )?\w+\[[^\]]*\]:(\S+)/;

const fixedWidth = (lsn: string): string => lsn.split('/').map((part) => part.padStart(8, '0')).join('/');

/** A second reader of a source's log, to compare with. Its database must be alone on its server with open transactions. */
export async function watchLog(client: Client): Promise<void> {
    await client.query(`select pg_create_logical_replication_slot('${SLOT}_' || current_database(), 'test_decoding')`);
}

/** Every change since `watchLog`, in the order of the commits. */
async function readLog(client: Client): Promise<LoggedChange[]> {
    // What nobody waited for is not in the log on the disk yet, and not to be read.
    await client.query(`set synchronous_commit = local; select pg_logical_emit_message(true, 'witness', '')`);
    const { rows } = await client.query<{ lsn: string; data: string }>(`select lsn::text, data from pg_logical_slot_peek_changes('${SLOT}_' || current_database(), null, null)`);
    const changes: LoggedChange[] = [];
    let open: Omit<LoggedChange, 'end'>[] = [];
    for (const { lsn, data } of rows) {
        const [, table, word, oldKey = null, key] = CHANGE.exec(data) ?? [];
        if (table !== undefined) open.push({ table, op: word![0] as LoggedChange['op'], key: key!, oldKey });
        if (!data.startsWith('COMMIT')) continue;
        for (const change of open) changes.push({ ...change, end: fixedWidth(lsn) });
        open = [];
    }
    return changes;
}

/**
 * Holds raw to the log, change by change, so that a change which is lost and made good by a later one is missed too.
 *
 * @returns what is wrong, in words
 */
export async function compareWithLog(client: Client, { changes, loads }: Replay, { slots }: { readonly slots: number }): Promise<string[]> {
    const log = await readLog(client);
    return [...wrongNumbers(changes, log, slots), ...missing(changes, log, loads)];
}

/** Numbers count the changes of the log: number and place differ by the same from first to last, until a slot is made anew. */
function wrongNumbers(changes: readonly RawChange[], log: readonly LoggedChange[], slots: number): string[] {
    const wrong: string[] = [];
    const shifts = new Set<bigint>();
    let shift: bigint | null = null;
    for (const transaction of inTransactions(changes)) {
        const end = log.find((change) => change.end > transaction[0]!.position)?.end;
        const logged = log.flatMap((change, place) => (change.end === end ? [{ ...change, place: BigInt(place) }] : []));
        const fits = (by: bigint | null) => by !== null && transaction.every((change) => logged.some((other) => other.place === change.number - by && isSame(change, other)));
        if (!fits(shift)) shift = logged.map(({ place }) => transaction[0]!.number - place).find(fits) ?? null;
        if (shift === null) wrong.push(`The transaction at ${transaction[0]!.position} has ${transaction.map(told).join(', ')}, and in the log ${logged.map(told).join(', ')}.`);
        else shifts.add(shift);
    }
    if (shifts.size > slots) wrong.push(`Numbers are not those of the log: they differ by ${[...shifts].join(', ')}, with ${slots} slots.`);
    return wrong;
}

function inTransactions(changes: readonly RawChange[]): RawChange[][] {
    const transactions: RawChange[][] = [];
    for (const change of changes) {
        if (transactions.at(-1)?.[0]!.position === change.position) transactions.at(-1)!.push(change);
        else transactions.push([change]);
    }
    return transactions;
}

/** Every change since a table's newest load is in raw. */
function missing(changes: readonly RawChange[], log: readonly LoggedChange[], loads: Replay['loads']): string[] {
    return loads.flatMap(({ table, position }) => {
        const there = changes.filter((change) => change.table === table && change.position >= position);
        // A transaction that ends where the snapshot was taken is in the load.
        const due = log.filter((change) => change.table === table && change.end > position);
        if (there.length === due.length) return [];
        return [`raw has ${there.length} changes of ${table} since its load at ${position}, and the log ${due.length}: ${due.map(told).join(', ')}.`];
    });
}

type Told = Pick<RawChange, 'table' | 'op' | 'key' | 'oldKey'>;

const isSame = (a: Told, b: Told): boolean => a.table === b.table && a.op === b.op && a.key === b.key && a.oldKey === b.oldKey;

const told = ({ table, op, key, oldKey }: Told): string => `${op} ${table} ${oldKey === null ? '' : `${oldKey} → `}${key}`;
