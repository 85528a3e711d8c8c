import { int64, ratio, required, sumOfMoney, timestamp, type View } from '../table.js';

export const sessionsPerUser: View = {
    name: 'sessions_per_user',
    purpose: 'How often each known user came, how long the visits lasted and what they brought.',
    grain: 'one row per user that has sessions',
    key: ['user_id'],
    columns: {
        user_id: required(int64, 'User; sessions of no known user are left out.', { personal: 'pseudonym' }),
        sessions: required(int64, 'Sessions.'),
        events: required(int64, 'Events in them.'),
        purchases: required(int64, 'Purchase events in them.'),
        revenue: required(sumOfMoney, 'Price times quantity of the purchases.'),
        first_session_at: required(timestamp, 'When the first session began, UTC.'),
        last_session_at: required(timestamp, 'When the last session began, UTC.'),
        mean_duration_seconds: required(ratio, 'Mean seconds from the first to the last event of a session.'),
        longest_duration_seconds: required(int64, 'Seconds of the longest session.'),
    },
    example: `
        select user_id, sessions, events, mean_duration_seconds, longest_duration_seconds
        from sessions_per_user
        order by user_id
    `,
};
