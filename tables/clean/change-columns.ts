import { bool, type Column, int64, required, timestamp } from '../table.js';

/** The columns that order the changes of a key, and say what became of it. They follow those of the source table. */
export const changeColumns = {
    _change_time: required(
        int64,
        'First part of the sequence of the newest change: YYYYMMDDHHMMSShh; of imported history epoch milliseconds, counted down where the earliest stands.',
    ),
    _change_number: required(int64, 'Second part of the sequence: position among the changes; of a load 0.'),
    _changed_at: required(timestamp, 'When that change was committed; of a load its start, of imported history the time of the event.'),
    _is_deleted: required(bool, 'The row was deleted; only key and sequence remain.'),
    _is_hidden: required(bool, 'The newest change is set aside in quarantine, so that the row is not shown; only key and sequence remain.'),
    _run_id: required(int64, 'The run that changed the row last.'),
} as const satisfies Record<string, Column>;
