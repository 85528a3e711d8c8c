import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceTable } from '../../tables/index.js';
import { changeFile } from '../../tables/derive/raw-layout.js';
import { ChangeText, csvValue } from './change-text.js';
import type { RawColumn } from './raw-columns.js';
import type { RawWriter } from './raw-writer.js';

/** A table whose changes are written, with the columns that it has in the stream at present: another object when they change. */
export interface FollowedTable {
    readonly table: SourceTable;
    readonly columns: readonly RawColumn[];
    readonly generation: number;
}

export interface Change {
    readonly op: 'I' | 'U' | 'D';
    /** Values by column, as the text that PostgreSQL sends; of a deletion the key alone. */
    readonly values: Readonly<Record<string, string | null>>;
    /** The key before, where it changed. */
    readonly before: string | null;
    /** 35 digits. */
    readonly sequence: string;
}

/** What all changes of one transaction share. */
export interface TransactionHead {
    /** `_dms_commit_ts`. */
    readonly committedAt: string;
    /** `_dms_stream_position`: where its commit stands in the log. */
    readonly position: string;
}

/** As many texts may be open at once: a backlog of days has many hours. */
const MOST_TEXTS = 60;

interface Piece {
    readonly followed: FollowedTable;
    readonly hour: string;
    readonly text: ChangeText;
}

/** Collects changes and writes them as files of raw, one for each table and hour of commit. */
export class ChangeFiles {
    #pieces = new Map<string, Piece>();
    #number = 0;
    #lastName = 0;
    /** Where the last change went: the next of its transaction and table goes there too. */
    #last: { readonly followed: FollowedTable; readonly committedAt: string; readonly text: ChangeText } | null = null;

    constructor(
        private readonly writer: RawWriter,
        private readonly raw: string,
    ) {}

    get rows(): number {
        return [...this.#pieces.values()].reduce((sum, { text }) => sum + text.rows, 0);
    }

    /** Is so much collected that it should be written at once? */
    isFull(characters: number): boolean {
        if (this.#pieces.size >= MOST_TEXTS) return true;
        let sum = 0;
        for (const { text } of this.#pieces.values()) sum += text.characters;
        return sum >= characters;
    }

    add(followed: FollowedTable, { committedAt, position }: TransactionHead, { op, values, before, sequence }: Change): void {
        let line: string = op;
        for (const { name } of followed.columns) line += `,${csvValue(values[name] ?? null)}`;
        this.#textOf(followed, committedAt).add(`${line},${csvValue(before)},${sequence},${committedAt},${position}`);
    }

    /**
     * Writes what was collected until now, and collects anew meanwhile.
     *
     * @returns resolves when all files are in their places and durable
     */
    async write(): Promise<void> {
        const pieces = [...this.#pieces.values()];
        this.#pieces = new Map();
        this.#last = null;
        for (const { text } of pieces) text.close();
        for (const { followed, hour, text } of pieces) {
            const { table, columns, generation } = followed;
            const [key] = table.key;
            const fields = ['Op', ...columns.map(({ name }) => name), `BI_${key}`, '_dms_seq', '_dms_commit_ts', '_dms_stream_position'];
            await this.writer.write({ table, columns, fields, added: {}, file: text.file, rows: text.rows }, this.#target(generation, table.name, hour));
        }
    }

    /** Forgets what was collected and not written. */
    discard(): void {
        for (const { text } of this.#pieces.values()) text.abandon();
        this.#pieces = new Map();
        this.#last = null;
    }

    #textOf(followed: FollowedTable, committedAt: string): ChangeText {
        if (this.#last?.followed !== followed || this.#last.committedAt !== committedAt) this.#last = { followed, committedAt, text: this.#textOfHour(followed, committedAt) };
        return this.#last.text;
    }

    #textOfHour(followed: FollowedTable, committedAt: string): ChangeText {
        const hour = `${committedAt.slice(0, 10).replaceAll('-', '/')}/${committedAt.slice(11, 13)}`;
        const name = `${followed.table.name} ${hour}`;
        const there = this.#pieces.get(name);
        if (there?.followed === followed) return there.text;
        // A file has one set of columns: what came before the change of the table is a piece of its own.
        if (there !== undefined) this.#pieces.set(`${name} ${this.#number}`, there);
        const text = new ChangeText(this.writer.place(`changes-${++this.#number}.csv`));
        this.#pieces.set(name, { followed, hour, text });
        return text;
    }

    /** A name that no file has: two of one millisecond would have the same. */
    #target(generation: number, table: string, hour: string): string {
        for (let writtenAt = Math.max(Date.now(), this.#lastName + 1); ; writtenAt++) {
            const target = join(this.raw, changeFile(generation, table, hour, writtenAt));
            if (existsSync(target)) continue;
            this.#lastName = writtenAt;
            return target;
        }
    }
}
