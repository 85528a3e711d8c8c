import { int64, optional, ratio, required, text, type View } from '../table.js';

export const sessionLength: View = {
    name: 'session_length',
    purpose: 'How long sessions last, from a single moment to more than half an hour.',
    grain: 'one row per bucket of duration, also where it has no sessions',
    key: ['bucket_number'],
    columns: {
        bucket_number: required(int64, 'Place of the bucket, from the shortest, 1, to the longest, 8.'),
        bucket_name: required(text, 'Name of the bucket, such as 1-3 min.'),
        from_seconds: required(int64, 'Shortest duration in the bucket, in whole seconds.'),
        to_seconds: optional(int64, 'Longest duration in the bucket, in whole seconds; null in the last.'),
        sessions: required(int64, 'Sessions of such a duration, of known users and others.'),
        share_of_sessions: optional(ratio, 'sessions / sessions of all buckets; null where there are none at all.'),
        mean_events: optional(ratio, 'Mean number of events of these sessions; null where there are none.'),
        sessions_with_purchase: required(int64, 'Sessions of such a duration that have a purchase.'),
    },
    example: `
        select bucket_name, sessions, share_of_sessions, mean_events
        from session_length
        order by bucket_number
    `,
};
