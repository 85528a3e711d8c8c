import type { TableAccount } from './metrics-of.js';

/** A row of an answer, by column; all values are texts. */
export type AnswerRow = Readonly<Record<string, string | undefined>>;

/** What became of the records of each table: `record_account` sums all runs up, so that a share of the last one is not in it. */
export const ACCOUNTS = `
    select
        table_name,
        sum(abs(records - applied - superseded - duplicate - quarantined)) as lost,
        max_by(records, run_id) filter (where records > 0) as last_records,
        max_by(quarantined, run_id) filter (where records > 0) as last_quarantined
    from model.run_accounts
    group by table_name`;

export const NEWEST_CHANGE = `
    select max(newest_change_at) as newest_change_at
    from data_freshness`;

export const accountOf = (row: AnswerRow): TableAccount => ({
    table: row.table_name ?? '',
    lost: Number(row.lost ?? 0),
    lastRecords: Number(row.last_records ?? 0),
    lastQuarantined: Number(row.last_quarantined ?? 0),
});

/** Times are UTC, and written as `2026-11-28 01:00:00.000000`. */
export const newestChangeOf = ({ newest_change_at: text }: AnswerRow): Date | undefined => (text === undefined ? undefined : new Date(`${text.slice(0, 19).replace(' ', 'T')}Z`));
