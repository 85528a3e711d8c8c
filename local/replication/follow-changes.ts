import { Pgoutput } from 'pg-logical-replication';
import { type SourceTable, sourceTables } from '../../tables/index.js';
import { ExpectedError } from '../errors.js';
import type { ChangeFiles, FollowedTable, TransactionHead } from './change-files.js';
import type { StreamMessage } from './change-stream.js';
import { type LogPosition, logPosition } from './log-position.js';
import { type RawColumn, rawColumns } from './raw-columns.js';
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
    /** By the table's number, with the description that it follows from. */
    readonly #followed = new Map<number, { readonly relation: Pgoutput.MessageRelation; readonly followed: FollowedTable }>();
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
            case 'truncate':
                return this.#refuseTruncate(message.relations);
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
        const table = this.#tableOf(relation);
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
            // Without a prototype: a column may be called `constructor`.
            values: op === 'D' ? { __proto__: null, [key]: values[key] ?? null } : (values as Record<string, string | null>),
            before: old !== null && old !== values[key] ? old : null,
            sequence: transaction.time + sequenceNumber(this.#number),
        });
    }

    /**
     * The lake's table that a change belongs to.
     *
     * @throws ExpectedError if it is one that was loaded and has been moved since, or has taken the name of one
     */
    #tableOf(relation: Pgoutput.MessageRelation): SourceTable | undefined {
        const oid = oidOf(relation);
        const table = relation.schema === 'public' ? TABLES.get(relation.name) : undefined;
        const moved = table === undefined ? sourceTables.find(({ name }) => this.#loadedOid(name) === oid) : undefined;
        if (moved !== undefined) {
            throw new ExpectedError(
                `The source's table public.${moved.name} was renamed to ${relation.schema}.${relation.name}, and has changes under that name. Nothing was lost: replication stands before them. Give it its name back, then call \`./lake replicate --reload ${moved.name}\`.`,
            );
        }
        const loaded = table === undefined ? null : this.#loadedOid(table.name);
        if (loaded !== null && loaded !== oid) {
            throw new ExpectedError(`The source's table public.${relation.name} ${ANOTHER}; replication stands before its first change: call \`./lake replicate --reload ${relation.name}\`.`);
        }
        return table;
    }

    /** The number of the table that was loaded; null as long as what comes is in a load, or there is to be one. */
    #loadedOid(name: string): number | null {
        const state = this.props.stateOf(name);
        if (state.stage === 'awaits load' || this.#transaction!.position < state.from) return null;
        return state.identity?.oid ?? null;
    }

    #follow(relation: Pgoutput.MessageRelation, table: SourceTable, generation: number): FollowedTable {
        const oid = oidOf(relation);
        const there = this.#followed.get(oid);
        if (there?.relation === relation) return there.followed;
        const followed = this.#describe(relation, table, generation);
        // The source describes a table again for many reasons; what is the same goes into the same file.
        const isSame = there !== undefined && there.followed.generation === generation && JSON.stringify(there.followed.columns) === JSON.stringify(followed.columns);
        this.#followed.set(oid, { relation, followed: isSame ? there.followed : followed });
        return isSame ? there.followed : followed;
    }

    #describe(relation: Pgoutput.MessageRelation, table: SourceTable, generation: number): FollowedTable {
        if (relation.replicaIdentity !== 'full' && relation.keyColumns.join() !== table.key.join()) {
            throw new ExpectedError(
                `The source's table public.${table.name} tells its rows apart by (${relation.keyColumns.join(', ')}) instead of (${table.key.join(', ')}). Nothing was lost: replication stands before the change. See to its primary key, alter table public.${table.name} replica identity default, then call \`./lake replicate --reload ${table.name}\`.`,
            );
        }
        const columns = rawColumns(
            table,
            relation.columns.map(({ name, typeOid, typeMod }) => ({ name, typeOid, typeModifier: typeMod })),
        );
        this.tellExtra(table, columns);
        return { table, columns, generation };
    }

    /** Tells of columns that the lake does not know, of each once. */
    tellExtra(table: SourceTable, columns: readonly RawColumn[]): void {
        for (const { name, isExtra } of columns) {
            if (!isExtra || this.#told.has(`${table.name}.${name}`)) continue;
            this.#told.add(`${table.name}.${name}`);
            this.props.onExtraColumn(table.name, name);
        }
    }

    #refuseTruncate(relations: readonly (Pgoutput.MessageRelation | undefined)[]): void {
        const names = relations.flatMap((relation) => (relation && this.#tableOf(relation)?.name) ?? []).filter((name) => {
            const state = this.props.stateOf(name);
            return state.stage !== 'awaits load' && this.#transaction!.position >= state.from;
        });
        if (names.length === 0) return;
        const [what, changes] = names.length === 1 ? [`table ${names[0]} was`, 'its rows'] : [`tables ${names.join(', ')} were`, 'their rows'];
        throw new ExpectedError(
            `The source's ${what} truncated, which is no change of ${changes} that could be followed; replication stands before it. Call \`./lake replicate --reload ${names.join(',')}\`, and keep the trigger refuse_truncate enabled.`,
        );
    }
}

const TABLES = new Map(sourceTables.map((table) => [table.name, table]));

/** The package reads it with a sign. */
const oidOf = ({ relationOid }: Pgoutput.MessageRelation): number => relationOid >>> 0;

const ANOTHER = 'is another one than the one that was loaded: it was dropped or renamed, and made anew';

/** An update leaves out a value that is stored out of line and did not change, which looks like null and is not. */
function refuseValueOutOfLine({ table, columns }: FollowedTable, values: Record<string, string | null | undefined>, key: string): void {
    for (const { name } of columns) {
        if (values[name] !== undefined) continue;
        throw new ExpectedError(
            `The source does not send ${table.name}.${name} of ${key} ${values[key]}: the value is so large that it is stored out of line. Nothing was lost, replication stands before the change. Alter table public.${table.name} replica identity full, so that it is sent with every change, then call \`./lake replicate --reload ${table.name}\`.`,
        );
    }
}
