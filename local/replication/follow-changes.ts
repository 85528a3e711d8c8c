import { Pgoutput } from 'pg-logical-replication';
import { type SourceTable, sourceTables } from '../../tables/index.js';
import { ExpectedError } from '../errors.js';
import type { ChangeFiles, FollowedTable, TransactionHead } from './change-files.js';
import type { StreamMessage } from './change-stream.js';
import { type LogPosition, logPosition } from './log-position.js';
import { rawColumns } from './raw-columns.js';
import type { TableState } from './replication-state.js';
import { commitTimestamp, hundredthsOf, type Sequence, sequenceNumber, sequenceTime } from './sequence.js';

/** Where the stream stands between two transactions. */
export interface Standing extends Sequence {
    readonly position: LogPosition;
}

interface Transaction extends TransactionHead {
    /** 16 digits. */
    readonly time: string;
}

export interface FollowProps {
    readonly standing: Standing;
    readonly files: ChangeFiles;
    readonly stateOf: (table: string) => TableState;
    /** Told once of each column that the lake does not know. */
    readonly onExtraColumn: (table: string, column: string) => void;
}

/**
 * Numbers the changes of a stream in the order of the log, and hands those that are not in a load to the files. The numbers
 * are a function of where it began and what it was given: read again, a change has its number again.
 */
export class ChangeFollower {
    #standing: Standing;
    #number: number;
    #transaction: Transaction | null = null;
    readonly #followed = new Map<number, FollowedTable>();
    readonly #told = new Set<string>();
    #since: bigint | null = null;

    constructor(private readonly props: FollowProps) {
        this.#standing = props.standing;
        this.#number = props.standing.number;
    }

    /** After the last transaction that was taken whole, or the start of a load since. */
    get standing(): Standing {
        return this.#standing;
    }

    get isWithinTransaction(): boolean {
        return this.#transaction !== null;
    }

    /** When the first transaction was committed that was taken since `takeSince`, in microseconds since 1970; null if there was none. */
    get since(): bigint | null {
        return this.#since;
    }

    takeSince(): bigint | null {
        const since = this.#since;
        this.#since = null;
        return since;
    }

    /** What follows is behind a load that starts at this time; between transactions only. */
    startLoad(time: number): void {
        this.#standing = { ...this.#standing, time };
        this.#followed.clear();
    }

    take(message: StreamMessage): void {
        switch (message.tag) {
            case 'begin':
                return this.#begin(message);
            case 'insert':
                return this.#change(message.relation, 'I', message.new, null);
            case 'update': {
                const before = message.key ?? message.old;
                return this.#change(message.relation, 'U', message.new, before);
            }
            case 'delete':
                return this.#change(message.relation, 'D', (message.key ?? message.old)!, null);
            case 'commit':
                this.#standing = { position: logPosition(message.commitEndLsn!), time: this.#standing.time, number: this.#number };
                this.#transaction = null;
                return;
            case 'relation':
                this.#followed.delete(message.relationOid);
                return;
            case 'truncate':
                for (const relation of message.relations) this.#refuseTruncate(relation);
                return;
            case 'caught up':
                if (this.#transaction === null && message.position > this.#standing.position) this.#standing = { ...this.#standing, position: message.position };
        }
    }

    #begin({ commitLsn, commitTime }: Pgoutput.MessageBegin): void {
        const micros = commitTime as bigint;
        const time = Math.max(this.#standing.time, hundredthsOf(micros));
        this.#standing = { ...this.#standing, time };
        this.#transaction = { committedAt: commitTimestamp(micros), position: logPosition(commitLsn!), time: sequenceTime(time) };
        this.#since ??= micros;
    }

    #change(relation: Pgoutput.MessageRelation, op: 'I' | 'U' | 'D', values: Record<string, string | null | undefined>, before: Record<string, string | null> | null): void {
        const table = knownTable(relation);
        if (table === undefined) return;
        // Also one that is left out has a number, so that the numbers of the others do not depend on loads.
        this.#number += 1;
        const transaction = this.#transaction!;
        const state = this.props.stateOf(table.name);
        if (state.stage === 'awaits load' || transaction.position < state.from) return;
        const followed = this.#follow(relation, table, state.generation);
        const [key] = table.key as [string];
        if (op !== 'D') refuseValueOutOfLine(followed, values, key);
        const old = before?.[key] ?? null;
        this.props.files.add(followed, transaction, {
            op,
            values: op === 'D' ? { [key]: values[key] ?? null } : (values as Record<string, string | null>),
            before: old !== null && old !== values[key] ? old : null,
            sequence: transaction.time + sequenceNumber(this.#number),
        });
    }

    #follow(relation: Pgoutput.MessageRelation, table: SourceTable, generation: number): FollowedTable {
        const there = this.#followed.get(relation.relationOid);
        if (there !== undefined) return there;
        const columns = rawColumns(
            table,
            relation.columns.map(({ name, typeOid, typeMod }) => ({ name, typeOid, typeModifier: typeMod })),
        );
        for (const { name, isExtra } of columns) {
            if (!isExtra || this.#told.has(`${table.name}.${name}`)) continue;
            this.#told.add(`${table.name}.${name}`);
            this.props.onExtraColumn(table.name, name);
        }
        const followed = { table, columns, generation };
        this.#followed.set(relation.relationOid, followed);
        return followed;
    }

    #refuseTruncate(relation: Pgoutput.MessageRelation | undefined): void {
        const table = relation && knownTable(relation);
        if (table === undefined) return;
        const state = this.props.stateOf(table.name);
        if (state.stage === 'awaits load' || this.#transaction!.position < state.from) return;
        throw new ExpectedError(
            `The source's table ${table.name} was truncated, which is no change of its rows that could be followed; replication stands before it. Call \`lake replicate --reload ${table.name}\`, and keep the trigger refuse_truncate enabled.`,
        );
    }
}

const TABLES = new Map(sourceTables.map((table) => [table.name, table]));

const knownTable = ({ schema, name }: Pgoutput.MessageRelation): SourceTable | undefined => (schema === 'public' ? TABLES.get(name) : undefined);

/** An update leaves out a value that is stored out of line and did not change, which looks like null and is not. */
function refuseValueOutOfLine({ table, columns }: FollowedTable, values: Record<string, string | null | undefined>, key: string): void {
    for (const { name } of columns) {
        if (values[name] !== undefined) continue;
        throw new ExpectedError(
            `The source does not send ${table.name}.${name} of ${key} ${values[key]}: the value is so large that it is stored out of line. Nothing was lost, replication stands before the change. Limit the column's length or alter table ${table.name} alter column ${name} set storage plain, then call \`lake replicate --reload ${table.name}\`.`,
        );
    }
}
