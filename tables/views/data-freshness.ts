import { int64, optional, required, text, timestamp, type View } from '../table.js';

export const dataFreshness: View = {
    name: 'data_freshness',
    purpose: 'How far each source table has come, and how far it is behind the one that has come furthest.',
    grain: 'one row per source table that has rows',
    key: ['table_name'],
    columns: {
        table_name: required(text, 'Source table.'),
        last_run_id: required(int64, 'The run that changed it last.'),
        newest_change_at: optional(timestamp, 'The newest change that it holds, UTC: by its commit, of imported history by its event.'),
        seconds_behind: optional(int64, 'Whole seconds from then to the newest change of any table.'),
    },
    example: `
        select table_name, last_run_id, newest_change_at, seconds_behind
        from data_freshness
        order by table_name
    `,
};
