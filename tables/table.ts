import { Field } from 'apache-arrow/schema';
import { Bool, type DataType, DateDay, Decimal, Int32, Int64, List, TimestampMillisecond, Utf8 } from 'apache-arrow/type';

/** Marks a column whose values identify a person, and says how it may be used outside `raw` and `clean`. */
export type PersonalData = 'direct' | 'pseudonym';

/** One column of a table or view. */
export interface Column {
    readonly type: DataType;
    /** One sentence for the data dictionary. */
    readonly meaning: string;
    /** False where the source promises a value. @default true */
    readonly nullable?: boolean;
    /** Longest text in characters, so that PostgreSQL stores no value out of line. Text columns of the source only. */
    readonly maxLength?: number;
    /** The values that the column may have. */
    readonly values?: readonly string[];
    readonly personal?: PersonalData;
    /** Does it come with a later version, so that sources and files of raw that are older lack it? It is null there. @default false */
    readonly mayBeAbsent?: boolean;
}

/** A rule that every record of a source table has to keep; the condition itself stands in `sql/clean/<table>.sql`. */
export interface RowRule {
    readonly name: string;
    /** One sentence: what a good record has. */
    readonly meaning: string;
    /** The column whose value is shown beside a record that breaks the rule. */
    readonly column: string;
}

/** What all tables and views have. Types are Apache Arrow's: https://arrow.apache.org/docs/format/Columnar.html */
export interface Relation {
    readonly name: string;
    /** One sentence: what the relation is for. */
    readonly purpose: string;
    /** "one row per ...". */
    readonly grain: string;
    readonly key: readonly string[];
    /** In the order of the table. */
    readonly columns: Readonly<Record<string, Column>>;
}

/** A table of the shop's database (OLTP), and with it of `raw` and `clean`. */
export interface SourceTable extends Relation {
    /** Column → table that it refers to. */
    readonly references?: Readonly<Record<string, string>>;
    readonly rules: readonly RowRule[];
    /** Which of several imported records of a key stands: the latest by time, or the earliest (a start, a registration). */
    readonly history: 'latest' | 'earliest';
    /** Column whose time, in milliseconds, is the place in the order of an imported record that names none. */
    readonly historyTime?: string;
    /** As a table of clean: time by whose days the files are laid out on AWS. @default - not by days */
    readonly days?: string;
    /** As a table of clean: columns by which rows lie together in files on AWS. @default - as they come */
    readonly order?: readonly string[];
}

/** A table that the lake keeps, in the schema of its layer. */
export interface LakeTable extends Relation {
    readonly layer: 'clean' | 'model' | 'state';
    /** Column by whose days the files are laid out on AWS and in exports. */
    readonly partition?: string;
    /** Time by whose days the files are laid out on AWS, for a table that has no column of days; rows without it lie together. */
    readonly days?: string;
    /** Columns by which rows lie together in files on AWS, within a day where there are days. @default - as they come */
    readonly order?: readonly string[];
}

/** A question's answer, queried by its bare name; its text is `sql/athena/<name>.sql`. */
export interface View extends Relation {
    /** A query of it for the data dictionary, which shows what it answers on docs/example/shop.csv. */
    readonly example: string;
}

export const int32 = new Int32();
export const int64 = new Int64();
export const text = new Utf8();
/** Texts in an order; of views only. */
export const texts = new List(Field.new('element', text, false));
export const bool = new Bool();
export const date = new DateDay();
/** UTC without zone, to the millisecond: the one form that all engines of this lake share. */
export const timestamp = new TimestampMillisecond();
/** Whole numbers of up to `digits` decimal digits. */
export const digits = (count: number): Decimal => new Decimal(0, count);
/** An amount in the lake's one currency. */
export const money = new Decimal(4, 18);
/** A sum of amounts that a run writes: no number of rows within the limits of clean outgrows it. */
export const sumOfMoney = new Decimal(4, 38);
/** A share from 0 to 1, or a mean of counts. */
export const ratio = new Decimal(6, 18);

type Options = Omit<Column, 'type' | 'meaning'>;

/** A column that may be null. */
export const optional = (type: DataType, meaning: string, options: Options = {}): Column => ({ type, meaning, ...options });

/** A column that always has a value. */
export const required = (type: DataType, meaning: string, options: Options = {}): Column => ({ type, meaning, nullable: false, ...options });
