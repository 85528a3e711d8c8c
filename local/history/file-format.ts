import { KAGGLE_COLUMNS, type KaggleColumn } from './kaggle-format.js';
import { matchColumns } from './match-columns.js';

/** Which column of a file holds which value. */
export interface ColumnMatch<Name extends string = string> {
    /** The names by position; a column that is not read has null. */
    readonly columns: readonly (Name | null)[];
    /** Is the first line of the file a header? */
    readonly hasHeader: boolean;
    /** Names of the columns that are not read; an unnamed index column is not among them. */
    readonly ignored: readonly string[];
}

/** A kind of file: the columns that it may have, and how those of a file are told. */
export interface FileFormat<Name extends string = string> {
    /** As an error says it: "… is not …". */
    readonly title: string;
    /** The columns that the lines are read as. */
    readonly columns: readonly Name[];
    /** Signs that may part the values of a csv; the first where the first line has none. */
    readonly delimiters: readonly string[];
    /** Are columns that are not read carried along, as `ignored_<place>`? @default false */
    readonly keepsIgnored?: boolean;
    /** @throws UsageError if the first line, parted, is none of the format; `file` is its name for messages */
    readonly match: (file: string, firstLine: readonly string[]) => ColumnMatch<Name>;
}

export const KAGGLE_FORMAT: FileFormat<KaggleColumn> = {
    title: 'in the Kaggle format',
    columns: KAGGLE_COLUMNS,
    delimiters: [','],
    match: matchColumns,
};
