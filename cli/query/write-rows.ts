import type { Sink } from './sink.js';
import type { Rows } from './stream-rows.js';

/** What a writer of one format is given. */
export interface WriteRowsProps {
    readonly rows: Rows;
    readonly sink: Sink;
    /** A folder for files of the writer's own; it is removed after the query. */
    readonly scratch: string;
}

/** Writes all rows to the sink in one format. */
export type WriteRows = (props: WriteRowsProps) => Promise<void>;
