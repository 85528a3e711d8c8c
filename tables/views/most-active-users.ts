import { int64, required, sumOfMoney, timestamp, type View } from '../table.js';

export const mostActiveUsers: View = {
    name: 'most_active_users',
    purpose: 'The hundred known users with the most events.',
    grain: 'one row per user, at most a hundred',
    key: ['user_id'],
    columns: {
        user_id: required(int64, 'User.', { personal: 'pseudonym' }),
        activity_rank: required(int64, 'Place by events from 1; of equal numbers who has more sessions, then the lower number, has the better place.'),
        events: required(int64, 'Events.'),
        sessions: required(int64, 'Sessions.'),
        days: required(int64, 'Different days in UTC on which sessions began.'),
        purchases: required(int64, 'Purchase events.'),
        units: required(int64, 'Units bought.'),
        revenue: required(sumOfMoney, 'Price times quantity of the purchases.'),
        first_event_at: required(timestamp, 'First event, UTC.'),
        last_event_at: required(timestamp, 'Last event, UTC.'),
    },
    example: `
        select activity_rank, user_id, events, sessions, days, revenue
        from most_active_users
        order by activity_rank
        limit 3
    `,
};
